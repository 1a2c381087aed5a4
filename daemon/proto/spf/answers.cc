#include "proto/spf/answers.h"

#include <algorithm>
#include <utility>

namespace mailwatchd::spf {

void Answers::add(dns::Question question, base::Result<dns::Answer> answer, std::size_t bytes_max) {
    const auto bytes = answer ? dns::bytes_of(*answer) : 0;
    if (bytes > std::min(bytes_max, room()))
        answer = base::Failure{base::Errc::malformed,
                               question.text() + ": the answers for SPF exceed " +
                                   std::to_string(answers_bytes_max / 1024) + " KiB"};
    else
        bytes_ += bytes;
    answers_.emplace(std::move(question), std::move(answer));
}

const base::Result<dns::Answer>* Answers::find(const dns::Question& question) const {
    const auto found = answers_.find(question);
    return found == answers_.end() ? nullptr : &found->second;
}

}  // namespace mailwatchd::spf
