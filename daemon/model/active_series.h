// A series of mail transactions that end before DATA: one endpoint's answers to MAIL and RCPT. One
// observation, complete for its kind, shared by all targets whose mail the endpoint accepts.
#pragma once

#include "base/result.h"
#include "base/time.h"
#include "model/endpoint.h"
#include "model/verdict.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::model {

/// Numbers are stored: never reuse one.
enum class SeriesKind : std::uint8_t {
    relay,            ///< The cases of `relay_cases`, on port 25.
    spf_enforcement,  ///< `control_case` and `spoof_case`, on port 25.
    submission_auth,  ///< `submission_case`, on port 587, inside TLS if offered.
};
std::string_view name(SeriesKind kind);

/// A combination of sender and recipient. `ambiguous`: the recipient has no domain, so a catch-all
/// mailbox accepts it without relaying.
struct RelayCase {
    std::string_view name;  ///< Argument of the reading `relay`: stable.
    bool ambiguous = false;
};
inline constexpr std::array<RelayCase, 22> relay_cases{{
    {"null_sender"},        {"third_party"},          {"sender_at_name"},
    {"sender_at_literal"},  {"percent_at_literal"},   {"percent_at_name"},
    {"quoted", true},       {"percent_quoted", true}, {"double_at_literal"},
    {"quoted_at_literal"},  {"double_at_name"},       {"route_through_literal"},
    {"route_through_name"}, {"bang_path", true},      {"bang_path_at_literal"},
    {"bang_path_at_name"},  {"local_sender"},         {"percent_at_domain"},
    {"quoted_at_domain"},   {"route_through_domain"}, {"double_at_domain"},
    {"trailing_at"},
}};
/// False for an unknown name.
bool is_ambiguous_relay_case(std::string_view name);

inline constexpr std::string_view control_case = "control";
inline constexpr std::string_view spoof_case = "spoof";
inline constexpr std::string_view submission_case = "foreign_recipient";

/// One reply as received, bounded.
struct SmtpReply {
    int code = 0;          ///< 0: no reply.
    std::string enhanced;  ///< "5.7.1" (RFC 3463); "" if the server sends none.
    std::string text;      ///< Behind the code, its lines joined by spaces; raw.

    bool is_positive() const { return code >= 200 && code < 300; }
    /// "550 5.7.1 Relay access denied".
    std::string line() const;
    bool operator==(const SmtpReply&) const = default;
};
inline constexpr std::size_t reply_text_bytes_max = 300;

/// The result of one envelope.
enum class Answer : std::uint8_t {
    none,        ///< The series ended before it, or had no room for it.
    accepted,    ///< 2xx to RCPT.
    refused,     ///< 5xx to MAIL or RCPT, or a 4xx that no later try can change.
    needs_auth,  ///< Refused because authentication is required (RFC 4954 §6).
    deferred,    ///< 4xx, such as greylisting.
    blocked,     ///< The reply is about us, not about the envelope.
};
std::string_view name(Answer answer);

struct SeriesCase {
    std::string name;
    std::string sender;  ///< As between the angle brackets; "" is the null sender.
    std::string recipient;
    SmtpReply mail;
    SmtpReply rcpt;
    Answer answer = Answer::none;

    /// The last reply to it.
    const SmtpReply& reply() const { return rcpt.code != 0 ? rcpt : mail; }
};

enum class SeriesEnd : std::uint8_t {
    finished,         ///< Every case was answered, or the sessions had no room for the rest.
    unconnected,      ///< No connection, or no turn for one: `failure`.
    ungreeted,        ///< No SMTP greeting.
    turned_away,      ///< Greeted with 5xx, or answered by 421 or a text that names a block list.
    prober_identity,  ///< EHLO, our name or our reverse DNS was refused.
    deferred,         ///< Greeting or EHLO answered by 4xx.
    no_tls,           ///< TLS was demanded, but not offered, or it failed.
    broken,           ///< The connection broke, a reply was malformed, or time ran out: `failure`.
};
std::string_view name(SeriesEnd end);

struct ActiveSeries {
    SeriesKind kind = SeriesKind::relay;
    Endpoint endpoint;
    base::Instant taken_at;
    /// Why the series is not allowed; there are no cases then.
    Reason closed = Reason::none;
    SeriesEnd end = SeriesEnd::finished;
    SmtpReply last_words;  ///< The reply that ended it early; code 0 if none did.
    /// Of a finished series: `tls_failed` if it was made without TLS, because STARTTLS failed.
    std::optional<base::Failure> failure;
    std::vector<SeriesCase> cases;  ///< And the controls that were sent (relay_control.h).

    const SeriesCase* find(std::string_view case_name) const;
    /// Why the series is incomplete or proves nothing; none if it was finished.
    Reason shortfall() const;
};

/// Whether a case was answered, and the answer is a fact about the server. An acceptance is, unless
/// the host accepts everything. A refusal is only if nothing ended the series early: a server that
/// has had enough of us refuses everything.
bool is_concluded(const ActiveSeries& series, const SeriesCase& one);
constexpr bool is_refusal(Answer answer) {
    return answer == Answer::refused || answer == Answer::needs_auth;
}

/// "MAIL FROM:<> 250 2.1.0 Ok, RCPT TO:<canary@example.net> 554 5.7.1 Relay access denied".
std::string transcript(const SeriesCase& one);

/// Cases that were accepted and can only mean relaying.
std::size_t accepted_unambiguous(const ActiveSeries& series);

}  // namespace mailwatchd::model
