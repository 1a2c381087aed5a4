// What the check reverse_dns can find.
#pragma once

#include "model/report.h"

#include <array>

namespace mailwatchd::checks::reverse_dns {

inline constexpr model::FindingKind missing{
    .tag = "PTR_MISSING",
    .severity = model::Severity::medium,
    .title = "The address has no reverse name",
    .risk =
        "Large receivers refuse or downgrade mail from addresses without a PTR record, because "
        "hijacked home machines rarely have one. Mail that this host sends may not arrive.",
    .remedy =
        "Ask whoever holds the address range (usually the provider) for a PTR record with the "
        "host's name, and let that name's address record point back.",
    .standard = "RFC 1912 §2.1, RFC 8601 §3",
    .cwe = "",
};

inline constexpr model::FindingKind mismatch{
    .tag = "PTR_MISMATCH",
    .severity = model::Severity::medium,
    .title = "The reverse name does not lead back to the address",
    .risk =
        "Anybody who controls an address range can claim any name in a PTR record; only the way "
        "back proves it. To receivers an unproven name counts as none, or as a forged one.",
    .remedy =
        "Make the forward (A or AAAA) record of the reverse name point to this address, or "
        "change the PTR record to a name that does.",
    .standard = "RFC 1912 §2.1, RFC 8601 §3",
    .cwe = "",
};

inline constexpr model::FindingKind other_name{
    .tag = "PTR_OTHER_NAME",
    .severity = model::Severity::low,
    .title = "The confirmed reverse name is not the mail host's name",
    .risk =
        "The address is proven to belong to another name than the MX record says. Mail still "
        "flows; a few receivers compare the two, and people who read logs are misled.",
    .remedy =
        "Let the PTR record carry the name under which the host greets and is known as MX. Where"
        " one address serves many domains this can't be had for all of them and may stay.",
    .standard = "RFC 1912 §2.1, RFC 5321 §4.1.1.1",
    .cwe = "",
};

inline constexpr model::FindingKind unanswered{
    .tag = "PTR_UNANSWERED",
    .severity = model::Severity::info,
    .title = "The DNS gave no answer about the reverse name",
    .risk =
        "Nothing can be said about this address now. If it lasts, receivers that ask will defer "
        "or refuse mail from it.",
    .remedy =
        "If it lasts: look at the servers of the reverse zone, and of the name that it gives.",
    .standard = "RFC 8601 §2.7.3",
    .cwe = "",
};

inline constexpr std::array<const model::FindingKind*, 4> kinds{
    &missing,
    &mismatch,
    &other_name,
    &unanswered,
};

}  // namespace mailwatchd::checks::reverse_dns
