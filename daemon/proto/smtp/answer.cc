#include "proto/smtp/answer.h"

#include "proto/words.h"

#include <algorithm>
#include <array>

namespace mailwatchd::smtp {

namespace {

using model::Answer;
using model::SmtpReply;

constexpr int must_issue_starttls_or_auth = 530;  // RFC 3207 §4, RFC 4954 §6.
constexpr int credentials_invalid = 535;          // RFC 4954 §6.
constexpr int encryption_required = 538;          // RFC 2554 §6; still in use.
constexpr int closing = 421;                      // RFC 5321 §3.8.
constexpr int takes_no_mail = 521;                // RFC 7504 §2.

/// Words in replies that are about us: names of block lists, and phrases that such replies share. A
/// relay's refusal ("Relay access denied") contains none of them.
constexpr std::array<std::string_view, 20> block_words{
    "spamhaus",       "spamcop",         "barracuda",      "sorbs",        "uceprotect",
    "dnsbl",          "blocklist",       "block list",     "blacklist",    "black list",
    "denylist",       "blocked using",   "is blocked",     "been blocked", "banned",
    "bad reputation", "poor reputation", "low reputation", "rate limit",   "too many",
};
constexpr std::array<std::string_view, 9> identity_words{
    "reverse dns", "reverse hostname", "reverse host",       "reverse lookup", "rdns",
    "ptr record",  "helo command",     "find your hostname", "invalid helo",
};
constexpr std::array<std::string_view, 5> login_words{
    "authentication required", "authentication is required", "authenticate first",
    "must authenticate",       "authentication needed",
};

template <std::size_t N>
bool has_any(std::string_view text, const std::array<std::string_view, N>& words) {
    return std::ranges::any_of(
        words, [&](std::string_view word) { return proto::contains_ignoring_case(text, word); });
}

bool is_alphanumeric(char c) { return proto::is_letter(c) || proto::is_digit(c); }

/// Matches only between characters other than letters and digits: a list called spfbl is not SPF.
bool has_word(std::string_view text, std::string_view word) {
    const auto upper = proto::upper(text);
    for (auto at = upper.find(word); at != std::string::npos; at = upper.find(word, at + 1)) {
        const auto after = at + word.size();
        const bool begins = at == 0 || !is_alphanumeric(upper[at - 1]);
        if (begins && (after == upper.size() || !is_alphanumeric(upper[after]))) return true;
    }
    return false;
}

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

bool wants_login(const SmtpReply& reply) {
    return reply.code == must_issue_starttls_or_auth || reply.code == credentials_invalid ||
           reply.code == encryption_required || is_enhanced(reply, "7.0") ||
           has_any(reply.text, login_words);
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

About about(const SmtpReply& reply) {
    if (reply.is_positive() || speaks_of_spf(reply)) return About::envelope;
    if (is_enhanced(reply, "7.25") || has_any(reply.text, identity_words)) return About::identity;
    const bool closes = reply.code == closing || reply.code == takes_no_mail;
    return closes || has_any(reply.text, block_words) ? About::sender : About::envelope;
}

Answer answer_of(const SmtpReply& reply) {
    if (reply.is_positive()) return Answer::accepted;
    if (about(reply) != About::envelope) return Answer::blocked;
    if (reply.code < 500) return Answer::deferred;
    return wants_login(reply) ? Answer::needs_auth : Answer::refused;
}

bool speaks_of_spf(const SmtpReply& reply) {
    if (is_enhanced(reply, "7.23") || is_enhanced(reply, "7.24")) return true;
    if (reply.is_positive() || reply.code == closing) return false;
    return has_word(reply.text, "SPF") || has_word(reply.text, "OPENSPF") ||
           proto::contains_ignoring_case(reply.text, "sender policy");
}

bool wants_tls(const SmtpReply& reply) {
    return reply.code == must_issue_starttls_or_auth &&
           proto::contains_ignoring_case(reply.text, "STARTTLS");
}

}  // namespace mailwatchd::smtp
