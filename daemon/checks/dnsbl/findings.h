// The findings of the check dnsbl.
#pragma once

#include "model/report.h"

#include <array>

namespace mailwatchd::checks::dnsbl {

inline constexpr model::FindingKind listed_serious{
    .tag = "DNSBL_LISTED_SERIOUS",
    .severity = model::Severity::high,
    .title = "The address is listed on a widely used block list",
    .risk =
        "Many receivers reject mail from a listed address. Such lists contain addresses that "
        "sent spam or malware or that behave like a compromised machine, so the host itself may "
        "be compromised.",
    .remedy =
        "Read the list's reason. Find the source (a stolen account, a web form, malware) and "
        "stop it. Only then request removal: if you request it first, the address is listed "
        "again, for longer.",
    .standard = "RFC 5782, RFC 6471 §2.2",
    .cwe = "",
};

inline constexpr model::FindingKind listed_minor{
    .tag = "DNSBL_LISTED_MINOR",
    .severity = model::Severity::medium,
    .title = "The address is listed on a block list",
    .risk =
        "Some receivers use this list, alone or together with other signs. They may reject the "
        "mail, delay it or sort it as spam.",
    .remedy =
        "Read the list's reason. Most such listings expire by themselves once the cause has "
        "ended. Never pay for a removal.",
    .standard = "RFC 5782, RFC 6471 §2.2",
    .cwe = "",
};

inline constexpr model::FindingKind listed_policy{
    .tag = "DNSBL_LISTED_POLICY",
    .severity = model::Severity::low,
    .title = "The address is listed as one that should not send mail directly",
    .risk =
        "Lists of dial-up and end-user ranges accuse nobody, but receivers reject direct mail "
        "from such addresses. This matters only if the address sends mail.",
    .remedy =
        "Send through a relay, or ask the provider to remove the address from its policy range.",
    .standard = "RFC 5782",
    .cwe = "",
};

inline constexpr model::FindingKind listed_informational{
    .tag = "DNSBL_LISTED_INFORMATIONAL",
    .severity = model::Severity::info,
    .title = "The address is on an informational list",
    .risk =
        "Such lists contain whole networks, countries or neutral facts. They do not describe "
        "this host's behaviour, and few receivers reject mail because of them.",
    .remedy =
        "No action is needed on the host itself. If a whole network is listed for abuse, report "
        "it to its provider.",
    .standard = "RFC 5782",
    .cwe = "",
};

inline constexpr model::FindingKind dnsbl_unproven{
    .tag = "DNSBL_UNPROVEN",
    .severity = model::Severity::info,
    .title = "A block list failed its self-test and was ignored",
    .risk =
        "The list did not answer correctly for its test entries: it no longer works, lists every "
        "address, or refuses our resolver. Its other answers mean nothing.",
    .remedy =
        "No action is needed on the target. If many lists fail, use a resolver of your own that "
        "does not forward, because lists refuse public resolvers. Disable lists that no longer "
        "exist.",
    .standard = "RFC 5782 §5",
    .cwe = "",
};

inline constexpr model::FindingKind too_few_lists{
    .tag = "DNSBL_TOO_FEW_LISTS",
    .severity = model::Severity::info,
    .title = "Too few working block lists answered for the address",
    .risk = "The check is inconclusive for this address. Few lists support IPv6.",
    .remedy =
        "See which lists failed their self-test and why, or lower min_proven if few lists are "
        "enough for you.",
    .standard = "RFC 5782 §2.4, §5",
    .cwe = "",
};

inline constexpr model::FindingKind unanswered{
    .tag = "DNSBL_UNANSWERED",
    .severity = model::Severity::info,
    .title = "The verdict depends on block lists that did not answer",
    .risk =
        "The check is inconclusive for this address: it fails or passes depending on what these "
        "lists would have said.",
    .remedy =
        "No action is needed on the target; mailwatchd asks again. If a list never answers, "
        "disable it.",
    .standard = "RFC 5782",
    .cwe = "",
};

inline constexpr std::array<const model::FindingKind*, 7> kinds{
    &listed_serious, &listed_minor,  &listed_policy, &listed_informational,
    &dnsbl_unproven, &too_few_lists, &unanswered,
};

}  // namespace mailwatchd::checks::dnsbl
