// The findings of the check reputation.
#pragma once

#include "model/report.h"

#include <array>

namespace mailwatchd::checks::reputation {

inline constexpr model::FindingKind poor_address{
    .tag = "REPUTATION_ADDRESS_POOR",
    .severity = model::Severity::high,
    .title = "An address of the domain has a poor reputation",
    .risk =
        "Receivers grade addresses by what they have sent before. Mail from an address with a "
        "poor grade is delayed, sorted as spam or rejected. The grade often falls before any "
        "block list lists the address.",
    .remedy =
        "The evidence shows which source gives a poor grade. Find out what was sent from the "
        "address: a stolen account, a web form, a newsletter without consent, another user of a "
        "shared address. Stop it; grades recover after weeks of clean mail. If the address is "
        "shared, send from one of your own.",
    .standard = "RFC 7070 §3",
    .cwe = "",
};

inline constexpr model::FindingKind domain_listed{
    .tag = "REPUTATION_DOMAIN_LISTED",
    .severity = model::Severity::high,
    .title = "The domain is listed on a domain block list",
    .risk =
        "Receivers look up the domains in a message's sender and links. Mail that mentions a "
        "listed domain is rejected or sorted as spam wherever it comes from, even customers' "
        "replies. A listing for phishing or malware often means that the web site is compromised.",
    .remedy =
        "Read the list's reason. Check the web site, its redirects and the domain's DNS for what "
        "you did not put there, and remove it. Only then ask the list for removal.",
    .standard = "RFC 5782 §3, RFC 6471 §2.2",
    .cwe = "",
};

inline constexpr model::FindingKind domain_listed_minor{
    .tag = "REPUTATION_DOMAIN_LISTED_MINOR",
    .severity = model::Severity::medium,
    .title = "The domain is listed on a domain block list that some receivers use",
    .risk =
        "Such lists contain new domains, and domains in mail that some recipients want and "
        "others do not. Mail that mentions the domain is more likely to be sorted as spam.",
    .remedy =
        "Read the list's reason. Send only to people who asked for it, and give a new domain "
        "time to build a reputation.",
    .standard = "RFC 5782 §3, RFC 6471 §2.2",
    .cwe = "",
};

inline constexpr model::FindingKind no_data{
    .tag = "REPUTATION_NO_DATA",
    .severity = model::Severity::info,
    .title = "No source knows the address",
    .risk =
        "An address without a history is neither good nor bad. Receivers are careful with it and "
        "may delay the first mails.",
    .remedy =
        "No action is needed if the address sends little. A new sender should begin with small "
        "amounts of wanted mail; its reputation grows with time.",
    .standard = "RFC 7070 §3",
    .cwe = "",
};

inline constexpr model::FindingKind unanswered{
    .tag = "REPUTATION_UNANSWERED",
    .severity = model::Severity::info,
    .title = "The verdict depends on reputation sources that did not answer",
    .risk =
        "The check is inconclusive: it fails or passes depending on what these sources would have "
        "said.",
    .remedy =
        "No action is needed on the target; mailwatchd asks again. If a source never answers, "
        "disable it.",
    .standard = "RFC 7070 §3",
    .cwe = "",
};

inline constexpr model::FindingKind source_unproven{
    .tag = "REPUTATION_SOURCE_UNPROVEN",
    .severity = model::Severity::info,
    .title = "A reputation source failed its self-test and was ignored",
    .risk =
        "The source did not answer correctly for its test entries: it no longer works, answers "
        "for everything, or refuses our resolver. Its other answers mean nothing.",
    .remedy =
        "No action is needed on the target. Use a resolver of your own that does not forward, "
        "because sources refuse public resolvers. Disable a source that no longer exists.",
    .standard = "RFC 5782 §5",
    .cwe = "",
};

inline constexpr model::FindingKind known_address{
    .tag = "REPUTATION_ADDRESS",
    .severity = model::Severity::info,
    .title = "Reputation of an address that receives or sends for the domain",
    .risk =
        "No risk by itself. The evidence shows who owns the address and what each source says "
        "about it. The country is that of the registration.",
    .remedy = "No action is needed, but check that you know the address.",
    .standard = "RFC 7070 §3",
    .cwe = "",
};

inline constexpr std::array<const model::FindingKind*, 7> kinds{
    &poor_address, &domain_listed,   &domain_listed_minor, &no_data,
    &unanswered,   &source_unproven, &known_address,
};

}  // namespace mailwatchd::checks::reputation
