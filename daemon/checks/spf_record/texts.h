// The texts of the check spf_record and the columns of its table.
#pragma once

#include "checks/texts.h"

#include <array>

namespace mailwatchd::checks::spf_record {

inline constexpr std::array columns{
    Column{"SPF record", Column::Shows::spf},
};

inline constexpr Texts texts{
    .question = "Does the domain publish which servers may send in its name?",
    .why =
        "An SPF record tells receivers which addresses send the domain's mail. If it is missing "
        "or wrong, forged mail in the domain's name looks as good as its own.",
    .risk =
        "Forged mail in the domain's name is delivered (phishing, fraud), and receivers distrust "
        "the domain's own mail. A record that exceeds the limits of the standard is an error to "
        "receivers, as if there were none.",
    .tested =
        "The domain's TXT records: whether exactly one is an SPF record, whether its syntax is "
        "valid, whether it can be evaluated within the limits of RFC 7208 (10 lookups, 2 of "
        "which may find nothing), how much of the Internet may send, and how strictly it "
        "treats unlisted servers.",
    .passed = "The domain has one valid SPF record.",
    .failed = "The domain has no SPF record that receivers can use.",
    .rows = nullptr,
    .columns = columns,
};

}  // namespace mailwatchd::checks::spf_record
