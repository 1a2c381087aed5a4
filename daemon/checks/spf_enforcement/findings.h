// The findings of the check spf_enforcement.
#pragma once

#include "model/report.h"

#include <array>

namespace mailwatchd::checks::spf_enforcement {

inline constexpr model::FindingKind forgery_refused{
    .tag = "SPF_FORGERY_REFUSED",
    .severity = model::Severity::info,
    .title = "The server refuses a sender that SPF forbids",
    .risk = "No risk: this is the purpose of SPF.",
    .remedy = "No action is needed.",
    .standard = "RFC 7208 §8.4, RFC 7372 §3.2",
    .cwe = "",
};

inline constexpr model::FindingKind forgery_accepted{
    .tag = "SPF_FORGERY_ACCEPTED",
    .severity = model::Severity::low,
    .title = "The server accepts a sender that SPF forbids",
    .risk =
        "It accepted a recipient although the sender's domain does not allow us to send in its "
        "name. It may still mark or quarantine such a message after it has received it, which "
        "cannot be seen from outside.",
    .remedy =
        "Refuse mail that fails SPF (Postfix: policyd-spf in smtpd_recipient_restrictions), or "
        "make sure that it is marked and that users see the mark. If no content filter follows, "
        "set spf_no_content_filter.",
    .standard = "RFC 7208 §8.4",
    .cwe = "CWE-290",
};

inline constexpr model::FindingKind not_enforced{
    .tag = "SPF_NOT_ENFORCED",
    .severity = model::Severity::medium,
    .title = "SPF has no effect on this server",
    .risk =
        "It accepts mail from senders that SPF forbids, and your configuration says that no "
        "content filter follows. Forged mail reaches its users as if it were genuine.",
    .remedy = "Refuse mail that fails SPF (Postfix: policyd-spf in smtpd_recipient_restrictions).",
    .standard = "RFC 7208 §8.4",
    .cwe = "CWE-290",
};

inline constexpr model::FindingKind not_concluded{
    .tag = "SPF_ENFORCEMENT_NOT_CONCLUDED",
    .severity = model::Severity::info,
    .title = "It is not known whether an address of the target enforces SPF",
    .risk = "The test of this address was inconclusive. Other addresses may have been tested.",
    .remedy =
        "The reason and the server's reply are shown with the address; mailwatchd-checks(7) "
        "explains the reasons. If the server has no postmaster (RFC 5321 §4.5.1 requires one), "
        "set probe_recipient to a mailbox that exists.",
    .standard = "RFC 7208 §8.4",
    .cwe = "",
};

inline constexpr std::array<const model::FindingKind*, 4> kinds{
    &forgery_refused,
    &forgery_accepted,
    &not_enforced,
    &not_concluded,
};

}  // namespace mailwatchd::checks::spf_enforcement
