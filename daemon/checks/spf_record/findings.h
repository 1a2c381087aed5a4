// The findings of the check spf_record.
#pragma once

#include "model/report.h"

#include <array>

namespace mailwatchd::checks::spf_record {

inline constexpr model::FindingKind record{
    .tag = "SPF_RECORD",
    .severity = model::Severity::info,
    .title = "The published SPF record",
    .risk =
        "It decides which servers may send in the domain's name. Whoever can change it can let "
        "anybody send.",
    .remedy = "Compare it with what you meant to publish.",
    .standard = "RFC 7208 §3",
    .cwe = "",
};

inline constexpr model::FindingKind missing{
    .tag = "SPF_MISSING",
    .severity = model::Severity::high,
    .title = "There is no SPF record",
    .risk =
        "Receivers cannot tell the domain's mail from a forgery: anybody can send in its name, "
        "and mailbox providers distrust mail from domains without SPF.",
    .remedy =
        "Publish one TXT record that lists the servers that send for the domain and ends in "
        "-all. For a name that sends nothing, publish \"v=spf1 -all\". Each name needs its own "
        "record: SPF is not inherited.",
    .standard = "RFC 7208 §4.5",
    .cwe = "CWE-290",
};

inline constexpr model::FindingKind near_miss{
    .tag = "SPF_NEAR_MISS",
    .severity = model::Severity::low,
    .title = "A TXT record looks like SPF but is not one",
    .risk =
        "Receivers read past it without an error. What it was meant to allow is not allowed, and "
        "people read the wrong record.",
    .remedy =
        "Delete it, or merge its terms into the SPF record. A record begins with exactly v=spf1, "
        "followed by a space.",
    .standard = "RFC 7208 §4.5",
    .cwe = "",
};

inline constexpr model::FindingKind several_records{
    .tag = "SPF_SEVERAL_RECORDS",
    .severity = model::Severity::high,
    .title = "There is more than one SPF record",
    .risk =
        "Receivers must not choose among them. The result is an error (permerror) for every "
        "sender, as if there were no record, or worse.",
    .remedy =
        "Merge the records into one TXT record that begins with v=spf1, and delete the others.",
    .standard = "RFC 7208 §4.5",
    .cwe = "CWE-290",
};

inline constexpr model::FindingKind syntax_error{
    .tag = "SPF_SYNTAX_ERROR",
    .severity = model::Severity::high,
    .title = "The SPF record has a syntax error",
    .risk =
        "One error anywhere makes the whole record an error (permerror): receivers ignore it or "
        "reject the domain's own mail.",
    .remedy =
        "Correct the term named in the evidence. If it is in a provider's record, the provider "
        "must correct it; remove the include until then.",
    .standard = "RFC 7208 §4.6, §12",
    .cwe = "CWE-290",
};

inline constexpr model::FindingKind missing_record{
    .tag = "SPF_INCLUDE_WITHOUT_RECORD",
    .severity = model::Severity::high,
    .title = "An include or redirect points to a domain without an SPF record",
    .risk =
        "Evaluation ends there with an error (permerror) for every sender that no earlier term "
        "matched. If that domain is free, whoever registers it decides who may send.",
    .remedy = "Remove the term, or have the other domain publish its record again.",
    .standard = "RFC 7208 §5.2, §6.1",
    .cwe = "CWE-290",
};

inline constexpr model::FindingKind loop{
    .tag = "SPF_LOOP",
    .severity = model::Severity::high,
    .title = "An include or redirect leads back to its own record",
    .risk =
        "Evaluation repeats until the lookup limit and ends with an error (permerror) for every "
        "sender that no earlier term matched.",
    .remedy = "Remove the term that closes the loop.",
    .standard = "RFC 7208 §4.6.4",
    .cwe = "CWE-290",
};

inline constexpr model::FindingKind too_many_mx{
    .tag = "SPF_TOO_MANY_MX",
    .severity = model::Severity::high,
    .title = "An mx mechanism has more than ten hosts to look up",
    .risk = "The standard allows ten: evaluation ends there with an error (permerror).",
    .remedy = "List the sending networks with ip4 and ip6 instead of mx.",
    .standard = "RFC 7208 §4.6.4",
    .cwe = "",
};

inline constexpr model::FindingKind too_many_lookups{
    .tag = "SPF_TOO_MANY_LOOKUPS",
    .severity = model::Severity::high,
    .title = "The SPF record needs more than ten DNS lookups",
    .risk =
        "Receivers stop after ten lookups with an error (permerror): mail from servers listed "
        "after that fails SPF, and forgeries are not refused.",
    .remedy =
        "Remove includes of services that no longer send, replace a and mx with ip4 and ip6, or "
        "give a service a subdomain with its own record.",
    .standard = "RFC 7208 §4.6.4",
    .cwe = "CWE-290",
};

inline constexpr model::FindingKind lookups_near_limit{
    .tag = "SPF_LOOKUPS_NEAR_LIMIT",
    .severity = model::Severity::low,
    .title = "The SPF record is close to the limit of ten DNS lookups",
    .risk =
        "If a provider adds one include to its own record, your record may exceed the limit, and "
        "mail fails without any change on your side.",
    .remedy = "Remove what no longer sends, and replace a and mx with ip4 and ip6.",
    .standard = "RFC 7208 §4.6.4",
    .cwe = "",
};

inline constexpr model::FindingKind too_many_void_lookups{
    .tag = "SPF_TOO_MANY_VOID_LOOKUPS",
    .severity = model::Severity::high,
    .title = "More than two lookups of the SPF record find nothing",
    .risk =
        "Receivers stop at the third with an error (permerror), because the standard treats it "
        "as an attempt to make them send queries.",
    .remedy = "Remove the names that no longer exist.",
    .standard = "RFC 7208 §4.6.4",
    .cwe = "",
};

inline constexpr model::FindingKind void_lookups_of_ipv6{
    .tag = "SPF_VOID_LOOKUPS_IPV6",
    .severity = model::Severity::high,
    .title = "The domain's own IPv6 senders fail, because more than two lookups find nothing",
    .risk =
        "Names in the record have no IPv6 address, and they come before the term that lists an "
        "IPv6 sender. Evaluation ends before it with an error (permerror): receivers reject or "
        "distrust the domain's own mail over IPv6.",
    .remedy =
        "Put the ip6 terms first, and list the hosts without an IPv6 address with ip4 instead of "
        "a and mx.",
    .standard = "RFC 7208 §4.6.4",
    .cwe = "",
};

inline constexpr model::FindingKind void_lookups_of_other_ipv6{
    .tag = "SPF_VOID_LOOKUPS_IPV6_UNLISTED",
    .severity = model::Severity::low,
    .title = "For unlisted IPv6 senders, more than two lookups find nothing",
    .risk =
        "Names in the record have no IPv6 address. For an IPv6 sender that is not listed, "
        "evaluation ends with an error (permerror), so a forgery sent over IPv6 is not refused.",
    .remedy = "List the networks with ip4 and ip6 instead of a and mx.",
    .standard = "RFC 7208 §4.6.4",
    .cwe = "",
};

inline constexpr model::FindingKind void_lookup{
    .tag = "SPF_VOID_LOOKUP",
    .severity = model::Severity::low,
    .title = "The SPF record refers to a name that does not exist",
    .risk =
        "It uses one of the two lookups that may find nothing. Whoever can register or claim the "
        "name may send for the domain.",
    .remedy = "Remove the term, or create the name again.",
    .standard = "RFC 7208 §4.6.4",
    .cwe = "",
};

inline constexpr model::FindingKind pass_all{
    .tag = "SPF_PASS_ALL",
    .severity = model::Severity::critical,
    .title = "The SPF record allows everybody to send for the domain",
    .risk =
        "Every forgery from an IPv4 or from an IPv6 address passes. This is worse than no record, "
        "because receivers treat the mail as authorised. It does not matter which term does it: "
        "+all, a network of length 0 such as ip4:0.0.0.0/0 or a/0, several networks that make up "
        "the whole Internet, or an include of such a record.",
    .remedy =
        "Replace the terms named in the evidence with the servers that send, and end the record "
        "with -all.",
    .standard = "RFC 7208 §4.6.2, §5",
    .cwe = "CWE-290",
};

inline constexpr model::FindingKind large_network{
    .tag = "SPF_LARGE_NETWORK",
    .severity = model::Severity::high,
    .title = "The SPF record allows a large part of the Internet to send for the domain",
    .risk =
        "No organisation sends mail from millions of addresses: nearly all of these hosts are "
        "other people's, and anybody who rents or breaks into one of them can send forgeries that "
        "pass.",
    .remedy = "Replace the terms named in the evidence with the servers that send.",
    .standard = "RFC 7208 §5.6",
    .cwe = "CWE-290",
};

inline constexpr model::FindingKind weak_all{
    .tag = "SPF_WEAK_ALL",
    .severity = model::Severity::medium,
    .title = "The SPF record gives no verdict on unlisted servers",
    .risk =
        "With ?all, with neither all nor redirect, or with a network such as ?ip4:0.0.0.0/0, an "
        "unlisted server is neutral: receivers treat a forgery as if there were no SPF.",
    .remedy = "End the record with -all, or with ~all while you are still finding out who sends.",
    .standard = "RFC 7208 §4.7, §5.1",
    .cwe = "CWE-290",
};

inline constexpr model::FindingKind soft_all{
    .tag = "SPF_SOFTFAIL_ALL",
    .severity = model::Severity::info,
    .title = "The SPF record only marks unlisted servers as suspicious (~all)",
    .risk =
        "~all asks receivers to accept a forgery and to examine it further. Few reject it unless "
        "a DMARC policy tells them to.",
    .remedy =
        "Use -all once every sending server is listed, or publish a DMARC policy of quarantine "
        "or reject.",
    .standard = "RFC 7208 §5.1, §8.5",
    .cwe = "",
};

inline constexpr model::FindingKind uses_ptr{
    .tag = "SPF_PTR",
    .severity = model::Severity::low,
    .title = "The SPF record uses the ptr mechanism",
    .risk =
        "It is slow, it fails if other people's reverse DNS fails, and some receivers skip it: "
        "mail that relies on it fails there.",
    .remedy = "List the hosts with a, mx, ip4 or ip6 instead.",
    .standard = "RFC 7208 §5.5",
    .cwe = "",
};

inline constexpr model::FindingKind terms_after_all{
    .tag = "SPF_TERMS_AFTER_ALL",
    .severity = model::Severity::low,
    .title = "The SPF record has terms after all, which are ignored",
    .risk =
        "all matches everything and ends the evaluation, so the servers in the terms after it "
        "are not authorised.",
    .remedy = "Move these terms before all, or remove them.",
    .standard = "RFC 7208 §5.1",
    .cwe = "",
};

inline constexpr model::FindingKind unreached_all{
    .tag = "SPF_ALL_UNREACHED",
    .severity = model::Severity::low,
    .title = "No address reaches the all of the SPF record",
    .risk =
        "The terms before it match every address, so all has no effect. Whoever reads the record "
        "may take it for the rule, and changing it changes nothing.",
    .remedy = "Remove the terms that match everything, or remove all.",
    .standard = "RFC 7208 §4.6.2",
    .cwe = "",
};

inline constexpr model::FindingKind redirect_ignored{
    .tag = "SPF_REDIRECT_IGNORED",
    .severity = model::Severity::low,
    .title = "The SPF record has a redirect beside all, which is ignored",
    .risk = "Whoever wrote it expected the other domain's record to apply. It does not.",
    .remedy = "Remove all, or remove the redirect.",
    .standard = "RFC 7208 §6.1",
    .cwe = "",
};

inline constexpr model::FindingKind unknown_modifier{
    .tag = "SPF_UNKNOWN_MODIFIER",
    .severity = model::Severity::info,
    .title = "The SPF record has an unknown modifier",
    .risk = "Receivers ignore it. It is often a misspelt redirect or exp.",
    .remedy = "Correct or remove it.",
    .standard = "RFC 7208 §6",
    .cwe = "",
};

inline constexpr model::FindingKind mechanism_as_modifier{
    .tag = "SPF_MECHANISM_AS_MODIFIER",
    .severity = model::Severity::medium,
    .title = "The SPF record has a mechanism written with = instead of :",
    .risk =
        "Receivers ignore it as an unknown modifier. The servers that it names are not "
        "authorised, and their mail fails.",
    .remedy = "Write a colon: include:spf.example.net, ip4:192.0.2.1.",
    .standard = "RFC 7208 §6",
    .cwe = "",
};

inline constexpr model::FindingKind run_together{
    .tag = "SPF_TERMS_RUN_TOGETHER",
    .severity = model::Severity::medium,
    .title = "Two terms of the SPF record have no space between them",
    .risk =
        "Receivers read them as one term with a name that cannot exist, so neither has an effect. "
        "It happens if a record is split into several strings: they are joined without a space.",
    .remedy = "Add the space, inside one of the strings.",
    .standard = "RFC 7208 §3.3",
    .cwe = "",
};

inline constexpr model::FindingKind record_type_99{
    .tag = "SPF_RECORD_TYPE_99",
    .severity = model::Severity::low,
    .title = "There is a record of the obsolete DNS type SPF (99)",
    .risk =
        "Receivers no longer read it. Two copies of one policy become different over time, and "
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
        "An answer of more than 512 bytes needs EDNS or TCP. If a firewall drops these, "
        "receivers get no SPF record and defer the mail.",
    .remedy =
        "Remove TXT records that are no longer needed, and keep the SPF record below 450 "
        "characters.",
    .standard = "RFC 7208 §3.4",
    .cwe = "",
};

inline constexpr model::FindingKind unanswered{
    .tag = "SPF_UNANSWERED",
    .severity = model::Severity::info,
    .title = "A DNS query for part of the SPF record was not answered",
    .risk =
        "Receivers with the same problem defer the mail (temperror), and the check is "
        "inconclusive.",
    .remedy = "If it lasts, check the name servers of the domain named in the evidence.",
    .standard = "RFC 7208 §4.4, §2.6.6",
    .cwe = "",
};

inline constexpr std::array<const model::FindingKind*, 28> kinds{
    &record,
    &missing,
    &near_miss,
    &several_records,
    &syntax_error,
    &missing_record,
    &loop,
    &too_many_mx,
    &too_many_lookups,
    &lookups_near_limit,
    &too_many_void_lookups,
    &void_lookups_of_ipv6,
    &void_lookups_of_other_ipv6,
    &void_lookup,
    &pass_all,
    &large_network,
    &weak_all,
    &soft_all,
    &uses_ptr,
    &terms_after_all,
    &unreached_all,
    &redirect_ignored,
    &unknown_modifier,
    &mechanism_as_modifier,
    &run_together,
    &record_type_99,
    &long_answer,
    &unanswered,
};

}  // namespace mailwatchd::checks::spf_record
