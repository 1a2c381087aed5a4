// The findings of the check reverse_dns.
#pragma once

#include "model/report.h"

#include <array>

namespace mailwatchd::checks::reverse_dns {

inline constexpr model::FindingKind missing{
    .tag = "PTR_MISSING",
    .severity = model::Severity::medium,
    .title = "The address has no PTR record (reverse DNS)",
    .risk =
        "Large receivers reject or downgrade mail from addresses without a PTR record, because "
        "compromised home computers rarely have one. Mail that this host sends may not arrive.",
    .remedy =
        "Ask the holder of the address range (usually the provider) for a PTR record with the "
        "host's name. The address record of that name must point back to this address.",
    .standard = "RFC 1912 §2.1, RFC 8601 §3",
    .cwe = "",
};

inline constexpr model::FindingKind mismatch{
    .tag = "PTR_MISMATCH",
    .severity = model::Severity::medium,
    .title = "The PTR name does not resolve back to the address",
    .risk =
        "Anybody who controls an address range can put any name into a PTR record. Only a "
        "matching address record proves the name. Receivers treat an unproven name as missing or "
        "forged.",
    .remedy =
        "Point the A or AAAA record of the PTR name to this address, or change the PTR record to "
        "a name that resolves to it.",
    .standard = "RFC 1912 §2.1, RFC 8601 §3",
    .cwe = "",
};

inline constexpr model::FindingKind other_name{
    .tag = "PTR_OTHER_NAME",
    .severity = model::Severity::low,
    .title = "The confirmed PTR name is not the mail host's name",
    .risk =
        "The address provably belongs to another name than the one in the MX record. Mail is "
        "still delivered, but a few receivers compare the two names, and the name in their logs "
        "is misleading.",
    .remedy =
        "Set the PTR record to the name that the host uses in its greeting and as MX. If one "
        "address serves many domains, only one name can match, and the difference may stay.",
    .standard = "RFC 1912 §2.1, RFC 5321 §4.1.1.1",
    .cwe = "",
};

inline constexpr model::FindingKind unanswered{
    .tag = "PTR_UNANSWERED",
    .severity = model::Severity::info,
    .title = "The reverse DNS lookup was not answered",
    .risk =
        "The check is inconclusive for this address. If this lasts, receivers that look up the "
        "name defer or reject mail from it.",
    .remedy = "If it lasts, check the name servers of the reverse zone and of the PTR name.",
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
