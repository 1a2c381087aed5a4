#include "proto/smtp/answer.h"

#include "proto/smtp/reply_words.h"
#include "proto/words.h"

#include <algorithm>
#include <array>

namespace mailwatchd::smtp {

namespace {

using model::Answer;
using model::SmtpReply;
using namespace std::string_view_literals;

constexpr int must_issue_starttls_or_auth = 530;  // RFC 3207 §4, RFC 4954 §6.
constexpr int credentials_invalid = 535;          // RFC 4954 §6.
constexpr int encryption_required = 538;          // RFC 2554 §6; still in use.
constexpr int takes_no_mail = 521;                // RFC 7504 §2.
constexpr int first_syntax_error = 500;           // RFC 5321 §4.2.2.
constexpr int last_syntax_error = 504;
constexpr int parameters_unknown = 555;  // RFC 5321 §4.1.1.11; qmail's answer to a bad address.

/// Words in replies that are about us: names of block lists, and phrases that such replies share. A
/// relay's refusal ("Relay access denied") contains none of them.
constexpr std::array block_words{
    "spamhaus"sv,
    "spamcop"sv,
    "barracuda"sv,
    "sorbs"sv,
    "uceprotect"sv,
    "dnsbl"sv,
    "rbl"sv,
    "blocklist"sv,
    "block list"sv,
    "blacklist"sv,
    "black list"sv,
    "denylist"sv,
    "deny list"sv,
    "blocked using"sv,
    "is blocked"sv,
    "been blocked"sv,
    "is listed"sv,
    "listed by"sv,
    "listed at"sv,
    "banned"sv,
    "bad reputation"sv,
    "poor reputation"sv,
    "low reputation"sv,
};
/// Limits that are not a session's own: we send too much for this server.
constexpr std::array limit_words{"rate limit"sv, "too many"sv};
/// What a session, or a client at one time, may have only so many of.
constexpr std::array session_nouns{
    "error"sv,        "recipient"sv, "rcpt"sv,     "connection"sv, "session"sv, "command"sv,
    "transaction"sv,  "syntax"sv,    "protocol"sv, "concurrent"sv, "invalid"sv, "unknown"sv,
    "unrecognized"sv, "bad"sv,       "nonmail"sv,  "failed"sv,
};
constexpr std::array session_limits{
    "connection rate"sv,  "connection limit"sv, "connections limit"sv, "recipient limit"sv,
    "recipients limit"sv, "command limit"sv,    "error limit"sv,
};
constexpr std::array identity_words{
    "reverse dns"sv, "reverse hostname"sv, "reverse host"sv,       "reverse lookup"sv, "rdns"sv,
    "ptr record"sv,  "helo command"sv,     "find your hostname"sv, "invalid helo"sv,
};
/// Beside HELO or EHLO: the reply is about the name that we gave.
constexpr std::array name_words{
    "name"sv,  "hostname"sv, "host name"sv, "dns"sv,    "match"sv,  "resolv"sv,
    "valid"sv, "invalid"sv,  "fqdn"sv,      "reject"sv, "forged"sv,
};
constexpr std::array login_words{
    "authentication required"sv, "authentication is required"sv, "authenticate first"sv,
    "must authenticate"sv,       "authentication needed"sv,
};
constexpr std::array denial_words{
    "denied"sv,   "not permitted"sv, "not allowed"sv, "prohibited"sv,     "refused"sv,
    "rejected"sv, "forbidden"sv,     "unable to"sv,   "not authorized"sv, "not authorised"sv,
};
/// Time, or a shortage, may change such an answer.
constexpr std::array passing_words{
    "temporar"sv,  "later"sv,     "again"sv,       "retry"sv,       "greylist"sv,      "graylist"sv,
    "grey list"sv, "gray list"sv, "minute"sv,      "second"sv,      "wait"sv,          "moment"sv,
    "delay"sv,     "defer"sv,     "unavailable"sv, "busy"sv,        "insufficient"sv,  "overload"sv,
    "load"sv,      "storage"sv,   "resource"sv,    "local error"sv, "local problem"sv, "internal"sv,
};
constexpr std::array no_mailbox_words{
    "user unknown"sv,      "unknown user"sv,      "no such user"sv,   "unknown recipient"sv,
    "recipient unknown"sv, "no such recipient"sv, "no such mailbox"sv};

constexpr std::array tls_nouns{"tls"sv, "ssl"sv, "encryption"sv, "encrypted"sv,
                               "secure connection"sv};
constexpr std::array demand_words{
    "require"sv, "must"sv, "need"sv, "first"sv, "mandatory"sv, "only"sv, "enforce"sv, "please"sv,
};

/// Ignores the class digit: "7.25" matches "5.7.25" and "4.7.25".
bool is_enhanced(const SmtpReply& reply, std::string_view subject_and_detail) {
    return reply.enhanced.size() > 2 &&
           std::string_view{reply.enhanced}.substr(2) == subject_and_detail;
}

/// class "." subject "." detail, 1 to 3 digits each; the class is one digit, the reply's own.
std::string enhanced_of(int code, std::string_view text) {
    const auto word = proto::take_word(text);
    if (word.size() < 5 || word[0] - '0' != code / 100 || word[1] != '.') return {};
    const auto second = word.find('.', 2);
    if (second == std::string_view::npos) return {};
    const auto is_number = [](std::string_view part) {
        return !part.empty() && part.size() <= 3 && std::ranges::all_of(part, proto::is_digit);
    };
    const bool good = is_number(word.substr(2, second - 2)) && is_number(word.substr(second + 1));
    return good ? std::string{word} : std::string{};
}

bool wants_login(const SmtpReply& reply, const ReplyWords& words) {
    return reply.code == must_issue_starttls_or_auth || reply.code == credentials_invalid ||
           reply.code == encryption_required || is_enhanced(reply, "7.0") ||
           words.has_any(login_words);
}

bool is_about_name(const SmtpReply& reply, const ReplyWords& words) {
    if (is_enhanced(reply, "7.25") || words.has_any(identity_words)) return true;
    return (words.has_word("helo") || words.has_word("ehlo")) && words.has_any(name_words);
}

bool is_about_session(const ReplyWords& words) {
    return (words.has("too many") && words.has_any(session_nouns)) || words.has_any(session_limits);
}

bool may_pass(const ReplyWords& words) { return words.has_any(passing_words); }

bool is_deferral(const SmtpReply& reply) { return reply.code >= 400 && reply.code < 500; }

bool denies_relaying(const SmtpReply& reply, const ReplyWords& words) {
    return words.has("relay") && (is_enhanced(reply, "7.1") || words.has_any(denial_words));
}

/// A 4yz reply that no later try can change. Postfix answers so on purpose while its relay rules
/// may be wrong (defer_unauth_destination, Debian's default), so that no mail is lost.
bool refuses_for_good(const SmtpReply& reply, const ReplyWords& words) {
    return !may_pass(words) && (denies_relaying(reply, words) || words.has_any(login_words));
}

About about_words(const SmtpReply& reply, const ReplyWords& words) {
    if (is_about_name(reply, words)) return About::identity;
    if (words.has_any(block_words)) return About::sender;
    if (is_about_session(words)) return About::session;
    return words.has_any(limit_words) ? About::sender : About::envelope;
}

}  // namespace

SmtpReply kept(const Reply& reply) {
    SmtpReply kept;
    kept.code = reply.code;
    for (const auto& line : reply.lines) {
        if (!kept.text.empty()) kept.text += ' ';
        kept.text += line;
        if (kept.text.size() >= model::reply_text_bytes_max) break;
    }
    kept.text.resize(std::min(kept.text.size(), model::reply_text_bytes_max));
    kept.enhanced = enhanced_of(reply.code, kept.text);
    return kept;
}

SmtpReply reply_in(std::string_view raw, int code) {
    constexpr std::size_t code_bytes = 4;  // "521 " or "521-".
    Reply reply;
    reply.code = code;
    while (!raw.empty()) {
        const auto line = raw.substr(0, raw.find_first_of("\r\n"));
        raw.remove_prefix(std::min(line.size() + 1, raw.size()));
        if (line.starts_with(std::to_string(code)))
            reply.lines.emplace_back(line.substr(std::min(code_bytes, line.size())));
    }
    return kept(reply);
}

std::vector<std::string> own_words(const model::SeriesCase& one) {
    constexpr std::string_view separators = "@%!:,\"[]";
    std::vector<std::string> words{one.sender, one.recipient};
    for (const std::string_view mailbox :
         {std::string_view{one.sender}, std::string_view{one.recipient}})
        for (std::size_t begin = 0; begin < mailbox.size();) {
            const auto end = std::min(mailbox.find_first_of(separators, begin), mailbox.size());
            words.emplace_back(mailbox.substr(begin, end - begin));
            begin = end + 1;
        }
    return words;
}

About about(const SmtpReply& reply, OwnWords own) {
    if (reply.is_positive() || speaks_of_spf(reply, own)) return About::envelope;
    const auto what = about_words(reply, ReplyWords{reply.text, own});
    const bool closes = reply.code == service_closing || reply.code == takes_no_mail;
    return what == About::envelope && closes ? About::sender : what;
}

About about_ehlo(const SmtpReply& reply, std::string_view helo_name, OwnWords own) {
    if (reply.is_positive()) return About::envelope;
    const auto what = about_words(reply, ReplyWords{reply.text, own});
    const bool repeats_our_name = proto::contains_ignoring_case(reply.text, helo_name);
    return what == About::envelope && repeats_our_name ? About::identity : about(reply, own);
}

Answer answer_of(const SmtpReply& reply, OwnWords own) {
    if (reply.is_positive()) return Answer::accepted;
    const auto what = about(reply, own);
    if (what == About::session) return Answer::none;
    if (what != About::envelope) return Answer::blocked;
    const ReplyWords words{reply.text, own};
    if (is_deferral(reply)) {
        if (!refuses_for_good(reply, words)) return Answer::deferred;
        return words.has_any(login_words) ? Answer::needs_auth : Answer::refused;
    }
    return wants_login(reply, words) ? Answer::needs_auth : Answer::refused;
}

bool is_refusal_in_the_end(const SmtpReply& before, const SmtpReply& again, OwnWords own) {
    if (!is_deferral(before) || before.code != again.code) return false;
    // RFC 3463: the state of the mailbox, of the system or of the network (X.2, X.3, X.4).
    constexpr std::string_view passing_subjects = "234";
    if (again.enhanced.size() > 2 && passing_subjects.find(again.enhanced[2]) != std::string::npos)
        return false;
    const ReplyWords words{again.text, own};
    return !words.is_empty() && !may_pass(words) && say_the_same(before.text, again.text);
}

bool speaks_of_spf(const SmtpReply& reply, OwnWords own) {
    if (is_enhanced(reply, "7.23") || is_enhanced(reply, "7.24")) return true;
    if (reply.is_positive() || reply.code == service_closing) return false;
    const ReplyWords words{reply.text, own};
    return words.has_word("spf") || words.has_word("openspf") || words.has("sender policy");
}

bool is_no_such_mailbox(const SmtpReply& reply, OwnWords own) {
    if (reply.code < 500) return false;
    if (!reply.enhanced.empty()) return is_enhanced(reply, "1.1");
    return ReplyWords{reply.text, own}.has_any(no_mailbox_words);
}

bool wants_tls(const SmtpReply& reply, OwnWords own) {
    if (reply.code < 400) return false;
    const ReplyWords words{reply.text, own};
    if (words.has("relay") || words.has_any(login_words)) return false;
    if (is_enhanced(reply, "7.10") || words.has_word("starttls")) return true;
    return words.has_any(tls_nouns) && words.has_any(demand_words);
}

bool is_syntax_refusal(const SmtpReply& reply) {
    return (reply.code >= first_syntax_error && reply.code <= last_syntax_error) ||
           reply.code == parameters_unknown;
}

}  // namespace mailwatchd::smtp
