// The findings of the check open_relay.
#pragma once

#include "model/report.h"

#include <array>

namespace mailwatchd::checks::open_relay {

inline constexpr model::FindingKind accepted{
    .tag = "RELAY_ACCEPTED",
    .severity = model::Severity::critical,
    .title = "The server agrees to relay mail for unauthenticated clients",
    .risk =
        "At RCPT it accepted a recipient in a domain that it does not serve, from a client that "
        "has not logged in and is not in its network. No message was sent, so delivery is not "
        "proven. Spammers find an open relay within hours and send through it, and block lists "
        "then list the server.",
    .remedy =
        "Accept mail only for your own domains, and for others only after a login or from your "
        "own networks (Postfix: reject_unauth_destination in smtpd_relay_restrictions; Exim: "
        "relay_to_domains and a final deny). If the server rewrites the recipient (percent hack, "
        "source route), disable that (Postfix: allow_percent_hack = no).",
    .standard = "RFC 2505 §2.1, RFC 5321 §7.1, appendix F.2",
    .cwe = "CWE-441",
};

inline constexpr model::FindingKind accepted_ambiguously{
    .tag = "RELAY_ACCEPTED_AMBIGUOUSLY",
    .severity = model::Severity::low,
    .title = "The server accepts a recipient that only resembles a remote address",
    .risk =
        "The recipient names no domain after its last \"@\". A server with a catch-all mailbox "
        "accepts it for local delivery, which is harmless. A server that rewrites it relays the "
        "mail.",
    .remedy =
        "Check the server's log to see where such a recipient would be delivered. A catch-all "
        "mailbox attracts spam.",
    .standard = "RFC 5321 §4.1.2, appendix C",
    .cwe = "",
};

inline constexpr model::FindingKind cut_short{
    .tag = "RELAY_TEST_CUT_SHORT",
    .severity = model::Severity::info,
    .title = "The server ended the test early",
    .risk =
        "It objects to our name or address, it is busy, or the connection broke. What it refused "
        "before that proves nothing, because it may refuse everything from us. If it rejected "
        "us, active tests skip it for 7 days.",
    .remedy =
        "Read its reply. If it rejects mailwatchd, exempt the address of mailwatchd from the "
        "server's limits and lists.",
    .standard = "RFC 5321 §3.8, RFC 7504",
    .cwe = "",
};

inline constexpr model::FindingKind deferred{
    .tag = "RELAY_CASES_DEFERRED",
    .severity = model::Severity::info,
    .title = "The server deferred some combinations",
    .risk =
        "It answered with a temporary error, usually because of greylisting. The daemon tries "
        "these combinations once more after 20 minutes. Those that stay deferred are not counted.",
    .remedy = "No action is needed if greylisting is intended.",
    .standard = "RFC 5321 §4.2.1, RFC 6647",
    .cwe = "",
};

inline constexpr model::FindingKind not_tested{
    .tag = "RELAY_NOT_TESTED",
    .severity = model::Severity::info,
    .title = "An address of the target was not tested for relaying",
    .risk = "Whether it relays is unknown. The verdict rests on the other addresses.",
    .remedy =
        "If the host is yours, add it to active_hosts. The reason is shown with the address; "
        "mailwatchd-checks(7) explains it.",
    .standard = "RFC 2505 §2.1",
    .cwe = "",
};

inline constexpr model::FindingKind accepts_everything{
    .tag = "RELAY_ACCEPTS_EVERYTHING",
    .severity = model::Severity::high,
    .title = "The server accepts every recipient, even an impossible one",
    .risk =
        "It accepted recipients in foreign domains, but also one whose domain cannot exist, and "
        "refused none. Either it accepts whatever it is told and refuses or drops the mail later "
        "(a tarpit, a filter that checks afterwards), or it relays everything. The answers to "
        "RCPT cannot tell which, so there is no verdict.",
    .remedy =
        "If the server is meant to receive mail, refuse unknown recipients and foreign domains "
        "at RCPT: what is refused later is returned to forged senders. Check in its log whether "
        "it delivers to foreign domains.",
    .standard = "RFC 5321 §3.3, §4.1.2, §7.1",
    .cwe = "",
};

inline constexpr model::FindingKind unasked{
    .tag = "RELAY_CASES_UNASKED",
    .severity = model::Severity::info,
    .title = "Some combinations were not tested, because the server ends sessions early",
    .risk =
        "The server limits the errors of a session, and some combinations are errors to it: it "
        "refuses their syntax. mailwatchd stays below its limit and makes at most three sessions "
        "per audit. The verdict rests on the combinations that were answered.",
    .remedy = "No action is needed: the next audit begins with these combinations.",
    .standard = "RFC 5321 §4.3.2",
    .cwe = "",
};

inline constexpr model::FindingKind without_tls{
    .tag = "RELAY_TESTED_WITHOUT_TLS",
    .severity = model::Severity::info,
    .title = "The test was made without TLS, because STARTTLS failed",
    .risk =
        "The server offers STARTTLS, but TLS could not be established. The test went on "
        "unencrypted, as most senders would. Inside TLS the server may answer differently.",
    .remedy = "Repair STARTTLS: the check transport_tls says what failed.",
    .standard = "RFC 3207 §4.1",
    .cwe = "",
};

inline constexpr model::FindingKind on_hold{
    .tag = "RELAY_TESTS_ON_HOLD",
    .severity = model::Severity::info,
    .title = "No active tests for now, because a server rejected mailwatchd",
    .risk =
        "A server of the same provider rejected mailwatchd, so its hosts get no active tests for "
        "7 days. Verdicts rest on the last series until then, or are missing if there is none.",
    .remedy =
        "Read the reply in the evidence. If the server is yours, exempt the address of mailwatchd "
        "from the rule that rejected it.",
    .standard = "RFC 5321 §7.8",
    .cwe = "",
};

inline constexpr std::array<const model::FindingKind*, 9> kinds{
    &accepted,           &accepted_ambiguously,
    &accepts_everything, &cut_short,
    &deferred,           &unasked,
    &without_tls,        &on_hold,
    &not_tested,
};

}  // namespace mailwatchd::checks::open_relay
