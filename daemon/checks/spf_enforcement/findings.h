// What the check spf_enforcement can find.
#pragma once

#include "model/report.h"

#include <array>

namespace mailwatchd::checks::spf_enforcement {

inline constexpr model::FindingKind forgery_refused{
    .tag = "SPF_FORGERY_REFUSED",
    .severity = model::Severity::info,
    .title = "The server refuses a sender that SPF forbids",
    .risk = "None: it does what SPF is for.",
    .remedy = "Nothing: leave it as it is.",
    .standard = "RFC 7208 §8.4, RFC 7372 §3.2",
    .cwe = "",
};

inline constexpr model::FindingKind forgery_accepted{
    .tag = "SPF_FORGERY_ACCEPTED",
    .severity = model::Severity::low,
    .title = "The server accepts a sender that SPF forbids",
    .risk =
        "It took the recipient of a message whose sender's domain says that we may not send in "
        "its name. It may still mark or quarantine such mail after it has read it; that can't be "
        "seen from outside.",
    .remedy =
        "Refuse mail at SPF fail (Postfix: policyd-spf in smtpd_recipient_restrictions), or see "
        "to it that it is marked, and that users see the mark. If nothing behind the server "
        "looks at mail, say so with spf_no_content_filter.",
    .standard = "RFC 7208 §8.4",
    .cwe = "CWE-290",
};

inline constexpr model::FindingKind not_enforced{
    .tag = "SPF_NOT_ENFORCED",
    .severity = model::Severity::medium,
    .title = "SPF has no effect on this server",
    .risk =
        "It takes mail from senders that SPF forbids, and by your own word nothing behind it "
        "filters: forged mail reaches its users as if it were real.",
    .remedy = "Refuse mail at SPF fail (Postfix: policyd-spf in smtpd_recipient_restrictions).",
    .standard = "RFC 7208 §8.4",
    .cwe = "CWE-290",
};

inline constexpr model::FindingKind not_concluded{
    .tag = "SPF_ENFORCEMENT_NOT_CONCLUDED",
    .severity = model::Severity::info,
    .title = "Whether an address of the target enforces SPF is not known",
    .risk = "What it does with a forged sender could not be seen. Others may have been.",
    .remedy =
        "The evidence has the reason and the server's words; the manual of the test says what "
        "each reason means.",
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
