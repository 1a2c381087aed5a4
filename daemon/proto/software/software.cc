#include "proto/software/software.h"

#include "proto/software/announcement.h"
#include "proto/software/products.h"
#include "proto/software/version.h"
#include "proto/words.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace mailwatchd::software {

namespace {

std::optional<Software> announced(std::string_view text, FirstWord first) {
    auto found = announced_in(text, first);
    if (found.product == nullptr) return std::nullopt;
    return Software{std::string{found.product->product}, std::move(found.version)};
}

/// "05/06/10 14:21:00": a day as two digits each, behind which a time stands.
bool is_short_date(std::string_view text) {
    constexpr std::string_view form = "00/00/00 ";
    return text.size() > form.size() &&
           std::ranges::equal(text.substr(0, form.size()), form, [](char c, char of_form) {
               return of_form == '0' ? proto::is_digit(c) : c == of_form;
           });
}

bool stands_behind(std::string_view text, Behind behind) {
    switch (behind) {
        case Behind::anything: return true;
        case Behind::nothing: return text.empty();
        case Behind::date: return is_short_date(text);
    }
    return false;
}

std::optional<Software> opening_of(model::Protocol protocol, std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    while (!text.empty() && (text.back() == '\r' || text.back() == '\n' || text.back() == ' '))
        text.remove_suffix(1);
    for (const auto& row : openings)
        if (row.protocol == protocol && proto::starts_ignoring_case(text, row.text) &&
            stands_behind(text.substr(row.text.size()), row.behind))
            return Software{std::string{row.product}, {}};
    return std::nullopt;
}

/// "2007e.404": a year from 2000 to 2009 (the last release is from 2008), an optional letter, a
/// number.
bool is_uw_version(std::string_view word) {
    constexpr std::size_t year_digits = 4;
    constexpr std::size_t number_digits_max = 4;  // More digits would be a process or queue id.
    if (word.size() <= year_digits || !word.starts_with("200") || !proto::is_digit(word[3]))
        return false;
    word.remove_prefix(year_digits);
    if (word.front() >= 'a' && word.front() <= 'z') word.remove_prefix(1);
    if (!word.starts_with('.')) return false;
    word.remove_prefix(1);
    if (word.ends_with("rh")) word.remove_suffix(2);  // Red Hat's.
    return !word.empty() && word.size() <= number_digits_max &&
           std::ranges::all_of(word, proto::is_digit);
}

/// "12.264": before the years, a number of one or two digits and one of two or three.
bool is_old_uw_version(std::string_view word) {
    const auto major = word.substr(0, word.find('.'));
    const auto minor = word.substr(std::min(major.size() + 1, word.size()));
    return !major.empty() && major.size() <= 2 && minor.size() >= 2 && minor.size() <= 3 &&
           std::ranges::all_of(major, proto::is_digit) &&
           std::ranges::all_of(minor, proto::is_digit);
}

/// UW IMAP identifies itself only by its version: "HOST IMAP4rev1 2007e.404 at", "HOST IMAP4rev1
/// v12.264 server ready", "POP3 HOST v2003.83 server ready".
std::optional<Software> uw_of(model::Protocol protocol, std::string_view text) {
    constexpr std::size_t words_max = 3;
    const bool is_imap = protocol == model::Protocol::imap;
    std::string_view before;  // The word before, and the one before that.
    std::string_view before_that;
    for (std::size_t words = 0; words < words_max; ++words) {
        auto word = proto::take_word(text);
        const auto name = is_imap ? before : before_that;
        if (proto::equal_ignoring_case(name, is_imap ? "IMAP4rev1" : "POP3")) {
            const bool is_marked = word.starts_with('v');
            if (is_marked) word.remove_prefix(1);
            const bool is_old = is_marked && is_old_uw_version(word) &&
                                proto::starts_ignoring_case(text, " server ready");
            if (is_old || is_uw_version(word))
                return Software{std::string{uw_product}, std::string{word}};
        }
        before_that = std::exchange(before, word);
    }
    return std::nullopt;
}

/// "ESMTP (", 32 hexadecimal digits, ")" and nothing else: no other product greets so.
bool is_barracuda(std::string_view text) {
    constexpr std::size_t digits = 32;
    if (proto::take_word(text) != "ESMTP") return false;
    const auto id = proto::take_word(text);
    return id.size() == digits + 2 && id.front() == '(' && id.back() == ')' && text.empty() &&
           std::ranges::all_of(id.substr(1, digits),
                               [](char c) { return proto::is_digit(c) || (c >= 'a' && c <= 'f'); });
}

/// "V5.6-9, OpenVMS V8.3 Alpha ready": the version of TCP/IP Services, then the system's.
std::optional<Software> openvms_of(std::string_view text) {
    const auto word = proto::take_word(text);
    if (!word.starts_with('V') || !word.ends_with(',') ||
        !proto::starts_ignoring_case(text, " OpenVMS V"))
        return std::nullopt;
    auto version = version_next(word);
    if (version.empty()) return std::nullopt;
    return Software{std::string{openvms_product}, std::move(version)};
}

std::optional<Software> provider(std::string_view host) {
    for (const auto& row : providers) {
        if (host.size() < row.domain.size()) continue;
        const auto label_at = host.size() - row.domain.size();
        const bool whole_label = label_at == 0 || host[label_at - 1] == '.';
        if (whole_label && proto::equal_ignoring_case(host.substr(label_at), row.domain))
            return Software{std::string{row.product}, {}};
    }
    return std::nullopt;
}

/// One line of a greeting, behind its code: the host (RFC 5321 §4.2), and text.
std::optional<Software> from_smtp_line(std::string_view line, FirstWord first) {
    auto text = line;
    if (auto found = provider(proto::take_word(text))) return found;
    if (auto found = opening_of(model::Protocol::smtp, text)) return found;
    if (auto found = openvms_of(text)) return found;
    if (is_barracuda(text)) return Software{std::string{barracuda_product}, {}};
    return announced(line, first);
}

/// Removes and returns the first line of `text`, without its end.
std::string_view take_line(std::string_view& text) {
    auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

/// Line by line: "220-host first" and "220 second".
std::optional<Software> from_smtp(std::string_view greeting) {
    constexpr std::size_t code_bytes = 4;
    auto first = FirstWord::host;
    while (!greeting.empty()) {
        auto line = take_line(greeting);
        line.remove_prefix(std::min(code_bytes, line.size()));
        if (auto found = from_smtp_line(line, first)) return found;
        first = FirstWord::sentence;
    }
    return std::nullopt;
}

/// Removes "[CAPABILITY …]" (RFC 9051 §7.1, RFC 2449 §8) or "<…>" (RFC 1939 §7), which precede the
/// text. "[XMail 1.27 POP3 Server]" is text.
void remove_code(std::string_view& text) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    if (text.empty() || (text.front() != '[' && text.front() != '<')) return;
    const auto end = text.find(text.front() == '[' ? ']' : '>');
    if (end == std::string_view::npos) return;
    const auto atom = text.substr(1, std::min(text.find_first_of(" ]"), end) - 1);
    const bool is_code = std::ranges::none_of(
        atom, [](char c) { return proto::is_letter(c) && proto::upper(c) != c; });
    if (text.front() == '<' || is_code) text.remove_prefix(end + 1);
}

std::optional<Software> from_mailbox(model::Protocol protocol, std::string_view greeting) {
    auto text = take_line(greeting);
    if (proto::take_word(text) == "*") proto::take_word(text);  // "* OK", but "+OK".
    remove_code(text);
    if (auto found = opening_of(protocol, text)) return found;
    if (auto found = uw_of(protocol, text)) return found;
    return announced(text, FirstWord::text);
}

std::optional<Software> from_line(model::Protocol protocol, std::string_view line) {
    auto rest = line;
    const auto word = proto::take_word(rest);
    if (protocol == model::Protocol::pop3 && proto::equal_ignoring_case(word, "IMPLEMENTATION"))
        return announced(rest, FirstWord::text);
    for (const auto& row : keywords)
        if (row.protocol == protocol &&
            (proto::equal_ignoring_case(word, row.keyword) ||
             proto::equal_ignoring_case(word.substr(0, word.find('=')), row.keyword)))
            return Software{std::string{row.product}, {}};
    return std::nullopt;
}

}  // namespace

std::optional<Software> identify(const model::MailSession& session) {
    if (session.stage < model::Stage::greeted) return std::nullopt;
    const auto protocol = session.endpoint.service.protocol;
    auto greeted = protocol == model::Protocol::smtp ? from_smtp(session.greeting)
                                                     : from_mailbox(protocol, session.greeting);
    if (greeted) return greeted;
    for (const auto* lines : {&session.before_tls.lines, &session.after_tls.lines})
        for (const auto& line : *lines)
            if (auto found = from_line(protocol, line)) return found;
    return std::nullopt;
}

std::string text(const Software& software) {
    return software.version.empty() ? software.product : software.product + " " + software.version;
}

}  // namespace mailwatchd::software
