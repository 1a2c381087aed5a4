// What the check reputation can find.
#pragma once

#include "model/report.h"

#include <array>

namespace mailwatchd::checks::reputation {

inline constexpr model::FindingKind poor_address{
    .tag = "REPUTATION_ADDRESS_POOR",
    .severity = model::Severity::high,
    .title = "An address of the domain has a bad name",
    .risk =
        "Receivers grade addresses by what they have sent before. Mail from an address with a bad "
        "grade is delayed, hidden among the spam or refused, and the grade often falls before any "
        "block list names the address.",
    .remedy =
        "See in the evidence which source thinks badly of it. Find what was sent from there: a "
        "stolen account, a web form, a newsletter without consent, a neighbour on a shared "
        "address. Stop it; grades recover within weeks of clean mail. Where the address is shared, "
        "send from one of your own.",
    .standard = "RFC 7070 §3",
    .cwe = "",
};

inline constexpr model::FindingKind domain_listed{
    .tag = "REPUTATION_DOMAIN_LISTED",
    .severity = model::Severity::high,
    .title = "A list of domains names the domain",
    .risk =
        "Receivers look up the domains in a message's sender and links. Mail that mentions a "
        "listed domain is refused or hidden wherever it comes from, replies of customers included. "
        "A listing for phishing or malware often means that the web site is in other hands.",
    .remedy =
        "Read the list's reason. Look at the web site, its redirects and the domain's DNS for what "
        "you did not put there, end it, and only then ask the list for removal.",
    .standard = "RFC 5782 §3, RFC 6471 §2.2",
    .cwe = "",
};

inline constexpr model::FindingKind domain_listed_minor{
    .tag = "REPUTATION_DOMAIN_LISTED_MINOR",
    .severity = model::Severity::medium,
    .title = "A list of domains that some receivers use names the domain",
    .risk =
        "Such lists name domains that are new, or that stand in mail which some want and some do "
        "not. Mail that mentions the domain collects points towards spam there.",
    .remedy =
        "Read the list's reason. Send only to people who asked for it, and leave a new domain time "
        "to make its name.",
    .standard = "RFC 5782 §3, RFC 6471 §2.2",
    .cwe = "",
};

inline constexpr model::FindingKind no_data{
    .tag = "REPUTATION_NO_DATA",
    .severity = model::Severity::info,
    .title = "No source knows the address",
    .risk =
        "An address without a history is neither good nor bad. Receivers are careful with it: the "
        "first mails may be delayed.",
    .remedy =
        "None where the address sends little. A new sender begins with little mail that is wanted, "
        "and its name grows.",
    .standard = "RFC 7070 §3",
    .cwe = "",
};

inline constexpr model::FindingKind source_unproven{
    .tag = "REPUTATION_SOURCE_UNPROVEN",
    .severity = model::Severity::info,
    .title = "A source of reputation could not be trusted and was not counted",
    .risk =
        "The source did not answer its own test points as it must: it is gone, answers for "
        "everybody, or does not talk to our resolver. What it says means nothing.",
    .remedy =
        "None for the target. Use a resolver of your own that does not forward, because public "
        "ones are refused; a source that is gone belongs out of use.",
    .standard = "RFC 5782 §5",
    .cwe = "",
};

inline constexpr model::FindingKind known_address{
    .tag = "REPUTATION_ADDRESS",
    .severity = model::Severity::info,
    .title = "What is known of an address that receives or sends for the domain",
    .risk =
        "None by itself: whose the address is and what each source says of it, those that know "
        "nothing included. Its country is that of the registration.",
    .remedy = "Nothing. Look whether it is an address that you know.",
    .standard = "RFC 7070 §3",
    .cwe = "",
};

inline constexpr std::array<const model::FindingKind*, 6> kinds{
    &poor_address, &domain_listed, &domain_listed_minor, &no_data, &source_unproven, &known_address,
};

}  // namespace mailwatchd::checks::reputation
