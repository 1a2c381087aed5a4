// A domain's whole tree of SPF records, without the network: all that an evaluation for an address
// that nothing matches would go through, counted beyond the limits too (RFC 7208 §4.6.4).
#pragma once

#include "model/spf.h"
#include "proto/dns/message.h"
#include "proto/spf/record.h"

#include <map>
#include <string>
#include <vector>

namespace mailwatchd::spf {

class Survey {
public:
    /// `domain` is a name in A-labels.
    explicit Survey(std::string domain);

    /// What to ask next, all at once; empty once all is known.
    const std::vector<dns::Question>& questions() const { return questions_; }
    /// Requires that `question` is one of `questions`. Each is answered once.
    void answer(const dns::Question& question, base::Result<dns::Answer> answer);

    /// Requires that there is nothing left to ask. `taken_at` is the caller's.
    const model::SpfLook& look() const { return look_; }

private:
    void run();

    std::string domain_;
    std::map<dns::Question, base::Result<dns::Answer>> answers_;
    ReadRecords records_;
    std::vector<dns::Question> questions_;
    std::size_t awaited_ = 0;
    model::SpfLook look_;
};

/// The value of the reading `spf`: the record with single spaces, "none", or all records where
/// there are several; "" where the DNS did not answer. Order and number of spaces make no change.
std::string record_text(const model::SpfLook& look);

}  // namespace mailwatchd::spf
