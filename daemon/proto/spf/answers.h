// The answers that one evaluation or survey has received, bounded in number by its questions and
// here in bytes (failure D14).
#pragma once

#include "base/result.h"
#include "proto/dns/message.h"

#include <cstddef>
#include <map>

namespace mailwatchd::spf {

/// Maximum bytes of all answers together, as `dns::bytes_of` counts them: 2.5 KB for each of as
/// many questions as are allowed.
inline constexpr std::size_t answers_bytes_max = std::size_t{512} * 1024;

class Answers {
public:
    /// One that does not fit any more, or has more than `bytes_max`, is kept as `malformed`.
    void add(dns::Question question, base::Result<dns::Answer> answer,
             std::size_t bytes_max = answers_bytes_max);
    /// The bytes that are left.
    std::size_t room() const { return answers_bytes_max - bytes_; }
    /// Null if the question was not answered yet.
    const base::Result<dns::Answer>* find(const dns::Question& question) const;
    /// Number of answered questions.
    std::size_t size() const { return answers_.size(); }

private:
    std::map<dns::Question, base::Result<dns::Answer>> answers_;
    std::size_t bytes_ = 0;
};

}  // namespace mailwatchd::spf
