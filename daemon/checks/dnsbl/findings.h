// What the check dnsbl can find.
#pragma once

#include "model/report.h"

#include <array>

namespace mailwatchd::checks::dnsbl {

inline constexpr model::FindingKind listed_serious{
    .tag = "DNSBL_LISTED_SERIOUS",
    .severity = model::Severity::high,
    .title = "A widely used block list names the address",
    .risk =
        "Many receivers refuse mail from a listed address outright. Such lists name addresses "
        "that sent spam or malware or behave like a hijacked machine, so the host itself may be "
        "in other hands.",
    .remedy =
        "Read the list's reason, find what sent (a stolen account, a web form, malware), stop "
        "it, and only then ask for removal. Asking first gets the address listed again, for "
        "longer.",
    .standard = "RFC 5782, RFC 6471 §2.2",
    .cwe = "",
};

inline constexpr model::FindingKind listed_minor{
    .tag = "DNSBL_LISTED_MINOR",
    .severity = model::Severity::medium,
    .title = "A block list names the address",
    .risk =
        "Some receivers use this list, alone or as one sign among several: mail may be refused, "
        "delayed or sorted as spam there.",
    .remedy =
        "Read the list's reason. Most lists of this kind expire by themselves once the cause has"
        " ended; pay nobody for a removal.",
    .standard = "RFC 5782, RFC 6471 §2.2",
    .cwe = "",
};

inline constexpr model::FindingKind listed_policy{
    .tag = "DNSBL_LISTED_POLICY",
    .severity = model::Severity::low,
    .title = "A policy list says that the address should not send mail itself",
    .risk =
        "Lists of dial-up and end-user ranges are no accusation, but receivers refuse direct "
        "mail from such addresses. It matters only where this address sends.",
    .remedy =
        "Send through a relay, or have the provider take the address out of its policy range.",
    .standard = "RFC 5782",
    .cwe = "",
};

inline constexpr model::FindingKind listed_informational{
    .tag = "DNSBL_LISTED_INFORMATIONAL",
    .severity = model::Severity::info,
    .title = "A list of neighbourhoods or other facts names the address",
    .risk =
        "Such lists name whole networks, countries or neutral facts, not this host's behaviour. "
        "Hardly any receiver refuses mail for it.",
    .remedy =
        "Nothing on the host itself. Where a whole network is named for abuse, tell its "
        "provider.",
    .standard = "RFC 5782",
    .cwe = "",
};

inline constexpr model::FindingKind dnsbl_unproven{
    .tag = "DNSBL_UNPROVEN",
    .severity = model::Severity::info,
    .title = "A block list could not be trusted and was not counted",
    .risk =
        "The list did not answer its own test points as it must: it is dead, names the whole "
        "world, or does not talk to our resolver. What it says of any address means nothing.",
    .remedy =
        "None for the target. If many lists are in this state, use a resolver of your own that "
        "does not forward, because public ones are refused; a list that is gone belongs out of "
        "use.",
    .standard = "RFC 5782 §5",
    .cwe = "",
};

inline constexpr model::FindingKind too_few_lists{
    .tag = "DNSBL_TOO_FEW_LISTS",
    .severity = model::Severity::info,
    .title = "Too few trustworthy block lists answered for the address",
    .risk = "Nothing can be concluded about this address; few lists know IPv6 at all.",
    .remedy =
        "See which lists are unproven and why, or lower min_proven if few lists are enough for "
        "you.",
    .standard = "RFC 5782 §2.4, §5",
    .cwe = "",
};

inline constexpr std::array<const model::FindingKind*, 6> kinds{
    &listed_serious,       &listed_minor,   &listed_policy,
    &listed_informational, &dnsbl_unproven, &too_few_lists,
};

}  // namespace mailwatchd::checks::dnsbl
