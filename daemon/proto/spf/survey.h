// A domain's whole tree of SPF records, without the network: everything that is evaluated for an
// address that nothing matches, counted even beyond the limits (RFC 7208 §4.6.4).
#pragma once

#include "model/spf.h"
#include "proto/dns/message.h"
#include "proto/spf/answers.h"
#include "proto/spf/record.h"

#include <string>
#include <vector>

namespace mailwatchd::spf {

class Survey {
public:
    /// `domain` is a name in A-labels.
    explicit Survey(std::string domain);

    /// The next questions, all at once; empty when complete.
    const std::vector<dns::Question>& questions() const { return questions_; }
    /// Requires that `question` is one of `questions`. Answer each once, in any order: each may
    /// take an equal share of the bytes that are left for answers.
    void answer(const dns::Question& question, base::Result<dns::Answer> answer);

    /// Requires that no questions are left. The caller sets `taken_at`.
    const model::SpfLook& look() const { return look_; }

private:
    void run();

    std::string domain_;
    Answers answers_;
    ReadRecords records_;
    std::vector<dns::Question> questions_;
    std::size_t awaited_ = 0;
    std::size_t share_ = 0;  ///< Bytes for each answer to `questions_`.
    model::SpfLook look_;
};

/// The value of the reading `spf`: the record with single spaces, "none", or all records if there
/// are several; "" if the DNS did not answer. Order and spacing make no change.
std::string record_text(const model::SpfLook& look);

}  // namespace mailwatchd::spf
