// What the check spf_record can find.
#pragma once

#include "model/report.h"

#include <array>

namespace mailwatchd::checks::spf_record {

inline constexpr model::FindingKind record{
    .tag = "SPF_RECORD",
    .severity = model::Severity::info,
    .title = "The SPF record as it stands",
    .risk =
        "What it says decides which servers may send in the domain's name; whoever may change "
        "it can let anybody send.",
    .remedy = "Compare it with what you meant to publish.",
    .standard = "RFC 7208 §3",
    .cwe = "",
};

inline constexpr model::FindingKind missing{
    .tag = "SPF_MISSING",
    .severity = model::Severity::high,
    .title = "There is no SPF record",
    .risk =
        "Receivers can't tell the domain's mail from a forgery: anybody can send in its name, "
        "and mailbox providers mistrust mail of domains without SPF.",
    .remedy =
        "Publish one TXT record with the servers that send for the domain and -all; \"v=spf1 "
        "-all\" for a name that sends nothing. Each name needs a record of its own: SPF is "
        "not inherited.",
    .standard = "RFC 7208 §4.5",
    .cwe = "CWE-290",
};

inline constexpr model::FindingKind several_records{
    .tag = "SPF_SEVERAL_RECORDS",
    .severity = model::Severity::high,
    .title = "There is more than one SPF record",
    .risk =
        "Receivers must not choose among them: the result is an error (permerror) for every "
        "sender, as if there were no record at all, or worse.",
    .remedy =
        "Merge the records into one TXT record that begins with v=spf1 and delete the others.",
    .standard = "RFC 7208 §4.5",
    .cwe = "CWE-290",
};

inline constexpr model::FindingKind syntax_error{
    .tag = "SPF_SYNTAX_ERROR",
    .severity = model::Severity::high,
    .title = "The SPF record breaks its grammar",
    .risk =
        "One error anywhere makes the whole record an error (permerror): receivers ignore it "
        "or refuse the domain's own mail.",
    .remedy =
        "Correct the term that the evidence names; a record of a provider is the provider's "
        "to correct, until then leave its include out.",
    .standard = "RFC 7208 §4.6, §12",
    .cwe = "CWE-290",
};

inline constexpr model::FindingKind missing_record{
    .tag = "SPF_INCLUDE_WITHOUT_RECORD",
    .severity = model::Severity::high,
    .title = "An include or redirect leads to a domain without SPF",
    .risk =
        "Evaluation ends there with an error (permerror) for every sender that nothing before "
        "it matched. If that domain is free, whoever registers it decides who may send.",
    .remedy = "Remove the term, or have the other domain publish its record again.",
    .standard = "RFC 7208 §5.2, §6.1",
    .cwe = "CWE-290",
};

inline constexpr model::FindingKind loop{
    .tag = "SPF_LOOP",
    .severity = model::Severity::high,
    .title = "An include or redirect leads back to where it came from",
    .risk =
        "Evaluation goes round until the limit of look-ups and ends with an error (permerror) "
        "for every sender that nothing before it matched.",
    .remedy = "Remove the term that closes the circle.",
    .standard = "RFC 7208 §4.6.4",
    .cwe = "CWE-290",
};

inline constexpr model::FindingKind too_many_mx{
    .tag = "SPF_TOO_MANY_MX",
    .severity = model::Severity::high,
    .title = "A mechanism mx has more than ten hosts to look up",
    .risk = "The standard allows ten: evaluation ends there with an error (permerror).",
    .remedy = "Name the networks that send with ip4 and ip6 instead of mx.",
    .standard = "RFC 7208 §4.6.4",
    .cwe = "",
};

inline constexpr model::FindingKind too_many_lookups{
    .tag = "SPF_TOO_MANY_LOOKUPS",
    .severity = model::Severity::high,
    .title = "The SPF record needs more than ten look-ups",
    .risk =
        "Receivers stop at the tenth with an error (permerror): mail from servers that stand "
        "behind it fails SPF, and forgeries are not refused.",
    .remedy =
        "Remove includes of services that no longer send, replace a and mx by ip4 and ip6, or "
        "give a service a subdomain with a record of its own.",
    .standard = "RFC 7208 §4.6.4",
    .cwe = "CWE-290",
};

inline constexpr model::FindingKind lookups_near_limit{
    .tag = "SPF_LOOKUPS_NEAR_LIMIT",
    .severity = model::Severity::low,
    .title = "The SPF record is close to the limit of ten look-ups",
    .risk =
        "A provider that adds one include to its own record takes the whole over the limit, "
        "and mail fails without any change here.",
    .remedy = "Make room: remove what no longer sends, replace a and mx by ip4 and ip6.",
    .standard = "RFC 7208 §4.6.4",
    .cwe = "",
};

inline constexpr model::FindingKind too_many_void_lookups{
    .tag = "SPF_TOO_MANY_VOID_LOOKUPS",
    .severity = model::Severity::high,
    .title = "More than two look-ups of the SPF record find nothing",
    .risk =
        "Receivers end the evaluation with an error (permerror) at the third: they take it "
        "for an attempt to make them ask.",
    .remedy = "Remove the names that no longer exist.",
    .standard = "RFC 7208 §4.6.4",
    .cwe = "",
};

inline constexpr model::FindingKind void_lookups_of_ipv6{
    .tag = "SPF_VOID_LOOKUPS_IPV6",
    .severity = model::Severity::low,
    .title = "For senders on IPv6, more than two look-ups find nothing",
    .risk =
        "Names in the record have no IPv6 address, so for such a sender evaluation ends with "
        "an error (permerror), and a forgery sent over IPv6 is not refused.",
    .remedy = "Name the networks with ip4 and ip6 instead of a and mx.",
    .standard = "RFC 7208 §4.6.4",
    .cwe = "",
};

inline constexpr model::FindingKind void_lookup{
    .tag = "SPF_VOID_LOOKUP",
    .severity = model::Severity::low,
    .title = "The SPF record names something that does not exist",
    .risk =
        "It uses up one of two look-ups that may find nothing. Whoever can register or claim "
        "the name may send for the domain.",
    .remedy = "Remove the term, or let the name exist again.",
    .standard = "RFC 7208 §4.6.4",
    .cwe = "",
};

inline constexpr model::FindingKind pass_all{
    .tag = "SPF_PASS_ALL",
    .severity = model::Severity::critical,
    .title = "The SPF record lets the whole world send for the domain",
    .risk =
        "+all makes every forgery pass: it is worse than no record, because receivers take "
        "the mail for authorised.",
    .remedy = "Replace +all by -all after listing the servers that send.",
    .standard = "RFC 7208 §5.1",
    .cwe = "CWE-290",
};

inline constexpr model::FindingKind weak_all{
    .tag = "SPF_WEAK_ALL",
    .severity = model::Severity::medium,
    .title = "The SPF record says nothing about strangers",
    .risk =
        "With ?all, or without all and redirect, a server that the record does not name is "
        "neutral: receivers treat a forgery as if there were no SPF.",
    .remedy = "End the record with -all, or with ~all while you are still finding out who sends.",
    .standard = "RFC 7208 §4.7, §5.1",
    .cwe = "CWE-290",
};

inline constexpr model::FindingKind soft_all{
    .tag = "SPF_SOFTFAIL_ALL",
    .severity = model::Severity::info,
    .title = "The SPF record only doubts strangers",
    .risk =
        "~all asks receivers to accept a forgery and to look at it twice; few refuse it for "
        "that unless DMARC tells them to.",
    .remedy =
        "Use -all once all that sends is listed, or publish a DMARC policy of quarantine or "
        "reject.",
    .standard = "RFC 7208 §5.1, §8.5",
    .cwe = "",
};

inline constexpr model::FindingKind uses_ptr{
    .tag = "SPF_PTR",
    .severity = model::Severity::low,
    .title = "The SPF record uses the mechanism ptr",
    .risk =
        "It is slow, fails with the reverse DNS of others, and some receivers skip it: mail "
        "that relies on it fails there.",
    .remedy = "Name the hosts with a, mx, ip4 or ip6 instead.",
    .standard = "RFC 7208 §5.5",
    .cwe = "",
};

inline constexpr model::FindingKind terms_after_all{
    .tag = "SPF_TERMS_AFTER_ALL",
    .severity = model::Severity::low,
    .title = "Terms stand behind all, where nobody reads them",
    .risk =
        "What is meant to send is not authorised: all matches everything, so evaluation ends "
        "before these terms.",
    .remedy = "Move them in front of all, or remove them.",
    .standard = "RFC 7208 §5.1",
    .cwe = "",
};

inline constexpr model::FindingKind redirect_ignored{
    .tag = "SPF_REDIRECT_IGNORED",
    .severity = model::Severity::low,
    .title = "A redirect stands beside all and is never followed",
    .risk = "Whoever wrote it expected the other domain's record to count; it does not.",
    .remedy = "Remove all, or remove the redirect.",
    .standard = "RFC 7208 §6.1",
    .cwe = "",
};

inline constexpr model::FindingKind unknown_modifier{
    .tag = "SPF_UNKNOWN_MODIFIER",
    .severity = model::Severity::info,
    .title = "The SPF record has a modifier that nobody knows",
    .risk = "Receivers ignore it. It is often a misspelt redirect or exp.",
    .remedy = "Correct or remove it.",
    .standard = "RFC 7208 §6",
    .cwe = "",
};

inline constexpr model::FindingKind record_type_99{
    .tag = "SPF_RECORD_TYPE_99",
    .severity = model::Severity::low,
    .title = "There is a record of the type SPF, which is no more",
    .risk =
        "No receiver reads the type 99 any more. Two copies of one policy drift apart, and "
        "people read the wrong one.",
    .remedy = "Delete it and keep the TXT record.",
    .standard = "RFC 7208 §3.1",
    .cwe = "",
};

inline constexpr model::FindingKind long_answer{
    .tag = "SPF_LONG_ANSWER",
    .severity = model::Severity::info,
    .title = "The domain's TXT records do not fit into a plain DNS answer",
    .risk =
        "An answer beyond 512 bytes needs EDNS or TCP; where a firewall drops these, "
        "receivers get no SPF record and mail is deferred.",
    .remedy =
        "Remove TXT records that have served their purpose, and keep the SPF record below 450 "
        "characters.",
    .standard = "RFC 7208 §3.4",
    .cwe = "",
};

inline constexpr model::FindingKind unanswered{
    .tag = "SPF_UNANSWERED",
    .severity = model::Severity::info,
    .title = "A part of the SPF record was not answered by the DNS",
    .risk =
        "Receivers that meet the same defer the mail (temperror), and we can't judge the "
        "record.",
    .remedy = "If it lasts, look at the name servers of the domain that the evidence names.",
    .standard = "RFC 7208 §4.4, §2.6.6",
    .cwe = "",
};

inline constexpr std::array<const model::FindingKind*, 22> kinds{
    &record,
    &missing,
    &several_records,
    &syntax_error,
    &missing_record,
    &loop,
    &too_many_mx,
    &too_many_lookups,
    &lookups_near_limit,
    &too_many_void_lookups,
    &void_lookups_of_ipv6,
    &void_lookup,
    &pass_all,
    &weak_all,
    &soft_all,
    &uses_ptr,
    &terms_after_all,
    &redirect_ignored,
    &unknown_modifier,
    &record_type_99,
    &long_answer,
    &unanswered,
};

}  // namespace mailwatchd::checks::spf_record
