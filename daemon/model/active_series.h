// A series of mail transactions that end before DATA: what one endpoint says to MAIL and RCPT. One
// look, complete for its kind, shared by all targets whose mail the endpoint takes.
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
    relay,            ///< The cases of `relay_cases`, on 25.
    spf_enforcement,  ///< `control_case` and `spoof_case`, on 25.
    submission_auth,  ///< `submission_case`, on 587 and inside TLS where that is on offer.
};
std::string_view name(SeriesKind kind);

/// A combination of sender and recipient. `ambiguous`: its recipient names no domain, so that a
/// mailbox which takes everything accepts it without relaying anything.
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
/// False for a name that no case has.
bool is_ambiguous_relay_case(std::string_view name);

inline constexpr std::string_view control_case = "control";
inline constexpr std::string_view spoof_case = "spoof";
inline constexpr std::string_view submission_case = "foreign_recipient";

/// One reply as it came, bounded.
struct SmtpReply {
    int code = 0;          ///< 0: none came.
    std::string enhanced;  ///< "5.7.1" (RFC 3463); "" where the server gives none.
    std::string text;      ///< Behind the code, its lines joined by spaces; raw.

    bool is_positive() const { return code >= 200 && code < 300; }
    /// "550 5.7.1 Relay access denied".
    std::string line() const;
    bool operator==(const SmtpReply&) const = default;
};
inline constexpr std::size_t reply_text_bytes_max = 300;

/// What one envelope met.
enum class Answer : std::uint8_t {
    none,        ///< The series ended before it.
    accepted,    ///< 2xx to RCPT.
    refused,     ///< 5xx to MAIL or RCPT.
    needs_auth,  ///< Refused for want of a login (RFC 4954 §6).
    deferred,    ///< 4xx: greylisting and the like.
    blocked,     ///< It speaks of us, not of the envelope.
};
std::string_view name(Answer answer);

struct SeriesCase {
    std::string name;
    std::string sender;  ///< As between the angle brackets; "" is the null sender.
    std::string recipient;
    SmtpReply mail;
    SmtpReply rcpt;
    Answer answer = Answer::none;

    /// The last reply that it got.
    const SmtpReply& reply() const { return rcpt.code != 0 ? rcpt : mail; }
};

enum class SeriesEnd : std::uint8_t {
    finished,         ///< Every case got its answer.
    unconnected,      ///< No connection, or no turn for one: `failure`.
    ungreeted,        ///< No SMTP greeting.
    turned_away,      ///< Greeted with a refusal, 421, or a text that names a block list.
    prober_identity,  ///< EHLO, or our name or reverse DNS, was refused.
    deferred,         ///< Greeting or EHLO answered by 4xx.
    no_tls,           ///< TLS was on offer and did not come about.
    broken,           ///< The connection or the grammar broke, or the patience ended: `failure`.
};
std::string_view name(SeriesEnd end);

struct ActiveSeries {
    SeriesKind kind = SeriesKind::relay;
    Endpoint endpoint;
    base::Instant taken_at;
    /// Why nothing was sent, where we may not; no case then.
    Reason closed = Reason::none;
    SeriesEnd end = SeriesEnd::finished;
    SmtpReply last_words;  ///< The reply that ended it early; code 0 where none did.
    std::optional<base::Failure> failure;
    std::vector<SeriesCase> cases;

    const SeriesCase* find(std::string_view case_name) const;
    /// Why the series tells less than it was meant to; none where it was finished.
    Reason shortfall() const;
};

/// Whether a case says something of the server: an acceptance always, a refusal only of a series
/// that nothing ended early, for a server that is tired of us refuses everything.
bool is_concluded(const ActiveSeries& series, const SeriesCase& one);
constexpr bool is_refusal(Answer answer) {
    return answer == Answer::refused || answer == Answer::needs_auth;
}

/// "MAIL FROM:<> 250 2.1.0 Ok, RCPT TO:<canary@example.net> 554 5.7.1 Relay access denied".
std::string transcript(const SeriesCase& one);

/// Cases that were accepted and can only mean relaying.
std::size_t accepted_unambiguous(const ActiveSeries& series);

}  // namespace mailwatchd::model
