// What the check open_relay can find.
#pragma once

#include "model/report.h"

#include <array>

namespace mailwatchd::checks::open_relay {

inline constexpr model::FindingKind accepted{
    .tag = "RELAY_ACCEPTED",
    .severity = model::Severity::critical,
    .title = "The server agrees to pass on mail for strangers",
    .risk =
        "It accepted, at RCPT, a recipient at a domain that it does not serve, from somebody who "
        "is neither its user nor in its network. No message was sent, so that it would deliver "
        "one is not proven; a server that does is found by spammers within hours, sends their "
        "mail and is listed.",
    .remedy =
        "Accept mail only for your own domains, and for others only after a login or from your "
        "own networks (Postfix: reject_unauth_destination in smtpd_relay_restrictions; Exim: "
        "relay_to_domains and a final deny). Where the recipient is rewritten (percent hack, "
        "source route), switch the rewriting off (Postfix: allow_percent_hack = no).",
    .standard = "RFC 2505 §2.1, RFC 5321 §7.1, appendix F.2",
    .cwe = "CWE-441",
};

inline constexpr model::FindingKind accepted_ambiguously{
    .tag = "RELAY_ACCEPTED_AMBIGUOUSLY",
    .severity = model::Severity::low,
    .title = "The server accepts a recipient that only looks like one elsewhere",
    .risk =
        "The recipient names no domain behind its last \"@\". A server that takes mail for every "
        "local part accepts it into a local mailbox, which is harmless; one that unfolds it "
        "relays.",
    .remedy = "See in its log where such a recipient would go. A catch-all mailbox invites spam.",
    .standard = "RFC 5321 §4.1.2, appendix C",
    .cwe = "",
};

inline constexpr model::FindingKind cut_short{
    .tag = "RELAY_TEST_CUT_SHORT",
    .severity = model::Severity::info,
    .title = "The server ended the test early",
    .risk =
        "It minds who we are, or it is tired of refusing. What it refused until then proves "
        "nothing, because it may refuse us everything. It is left alone by active tests for 7 "
        "days.",
    .remedy =
        "Read its words. Let the address that mailwatchd looks from pass its limits, if you want "
        "the test.",
    .standard = "RFC 5321 §3.8, RFC 7504",
    .cwe = "",
};

inline constexpr model::FindingKind deferred{
    .tag = "RELAY_CASES_DEFERRED",
    .severity = model::Severity::info,
    .title = "The server puts some combinations off",
    .risk =
        "It answered with a temporary refusal, also when asked again 20 minutes later: "
        "greylisting, mostly. Those combinations are left out.",
    .remedy = "Nothing, if greylisting is on purpose.",
    .standard = "RFC 5321 §4.2.1, RFC 6647",
    .cwe = "",
};

inline constexpr model::FindingKind not_tested{
    .tag = "RELAY_NOT_TESTED",
    .severity = model::Severity::info,
    .title = "An address of the target was not tested for relaying",
    .risk = "What it would do is unknown. The verdict rests on the others.",
    .remedy =
        "Where it is yours, name it in active_hosts. The reason is in the evidence; the manual "
        "of the test says what each means.",
    .standard = "RFC 2505 §2.1",
    .cwe = "",
};

inline constexpr std::array<const model::FindingKind*, 5> kinds{
    &accepted, &accepted_ambiguously, &cut_short, &deferred, &not_tested,
};

}  // namespace mailwatchd::checks::open_relay
