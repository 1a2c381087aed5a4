#include "proto/software/software.h"

#include "proto/software/products.h"
#include "proto/words.h"

#include <algorithm>
#include <span>
#include <string_view>

namespace mailwatchd::software {

namespace {

constexpr bool is_alphanumeric(char c) { return proto::is_letter(c) || proto::is_digit(c); }

/// A character of a longer word or host name: "postfix" in "postfix.example.org" or "my-postfix" is
/// a name, not a product.
constexpr bool is_joined(char c) { return is_alphanumeric(c) || c == '-' || c == '_' || c == '@'; }

bool stands_apart(std::string_view text, std::size_t begin, std::size_t end) {
    if (begin > 0 && (is_joined(text[begin - 1]) || text[begin - 1] == '.')) return false;
    if (end == text.size() || !is_alphanumeric(text[end - 1])) return true;
    const bool host_goes_on =
        text[end] == '.' && end + 1 < text.size() && is_alphanumeric(text[end + 1]);
    return !is_joined(text[end]) && !host_goes_on;
}

/// Where `words` end in `text`, as separate words; npos if they do not occur.
std::size_t end_of(std::string_view text, std::string_view words) {
    for (std::size_t at = 0; at + words.size() <= text.size(); ++at)
        if (proto::starts_ignoring_case(text.substr(at), words) &&
            stands_apart(text, at, at + words.size()))
            return at + words.size();
    return std::string_view::npos;
}

constexpr bool is_version_character(char c) {
    return is_alphanumeric(c) || c == '.' || c == '_' || c == '-';
}

/// "8.17.1", but not "17:01:02", "20261122" or an id: digits, a dot, a digit.
bool is_version(std::string_view word) {
    if (word.empty() || word.size() > version_bytes_max) return false;
    const auto dot = word.find_first_not_of("0123456789");
    return dot != 0 && dot < word.size() - 1 && word[dot] == '.' && proto::is_digit(word[dot + 1]);
}

/// The version at the beginning of `text`, after a separator: "/", "(version ", " v", " [v".
std::string version_at(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(" /([:"), text.size()));
    if (proto::starts_ignoring_case(text, "version ")) text.remove_prefix(8);
    if (text.size() > 1 && proto::upper(text[0]) == 'V' && proto::is_digit(text[1]))
        text.remove_prefix(1);
    const auto* const end = std::ranges::find_if_not(text, is_version_character);
    auto word = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    while (!word.empty() && !is_alphanumeric(word.back())) word.remove_suffix(1);
    return is_version(word) ? std::string{word} : std::string{};
}

std::optional<Software> find(std::span<const Product> products, std::string_view text) {
    for (const auto& row : products)
        if (const auto end = end_of(text, row.words); end != std::string_view::npos)
            return Software{std::string{row.product},
                            row.has_version ? version_at(text.substr(end)) : std::string{}};
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
    return !word.empty() && word.size() <= number_digits_max &&
           std::ranges::all_of(word, proto::is_digit);
}

/// UW IMAP identifies itself only by its version: "IMAP4rev1 2007e.404 at", "POP3 host v2003.83
/// server".
std::optional<Software> find_uw(std::string_view text) {
    for (auto word = proto::take_word(text); !word.empty(); word = proto::take_word(text)) {
        if (word.starts_with('v')) word.remove_prefix(1);
        if (is_uw_version(word)) return Software{std::string{uw_product}, std::string{word}};
    }
    return std::nullopt;
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

/// Line by line: "220-host first" and "220 second". The first word is the host. The second line of
/// a greeting has no host, but a product's name is never its first word.
std::optional<Software> from_smtp(std::string_view greeting) {
    while (!greeting.empty()) {
        const auto end = std::min(greeting.find('\n'), greeting.size());
        auto line =
            greeting.substr(std::min<std::size_t>(4, end), end - std::min<std::size_t>(4, end));
        greeting.remove_prefix(std::min(end + 1, greeting.size()));
        auto host = proto::take_word(line);
        if (host.ends_with('\r')) host.remove_suffix(1);
        if (auto found = provider(host)) return found;
        if (auto found = find(smtp_products, line)) return found;
    }
    return std::nullopt;
}

std::optional<Software> from_greeting(const model::MailSession& session) {
    const std::string_view greeting = session.greeting;
    switch (session.endpoint.service.protocol) {
        case model::Protocol::smtp: return from_smtp(greeting);
        case model::Protocol::pop3: {
            auto found = find(pop3_products, greeting);
            return found || end_of(greeting, "POP3") == std::string_view::npos ? found
                                                                               : find_uw(greeting);
        }
        case model::Protocol::imap: break;
    }
    auto found = find(imap_products, greeting);
    return found || end_of(greeting, "IMAP4rev1") == std::string_view::npos ? found
                                                                            : find_uw(greeting);
}

std::optional<Software> from_line(model::Protocol protocol, std::string_view line) {
    auto rest = line;
    const auto keyword = proto::take_word(rest);
    if (protocol == model::Protocol::pop3 && proto::equal_ignoring_case(keyword, "IMPLEMENTATION"))
        return find(pop3_products, rest);
    for (const auto& row : keywords)
        if (row.protocol == protocol && proto::equal_ignoring_case(keyword, row.keyword))
            return Software{std::string{row.product}, {}};
    return std::nullopt;
}

}  // namespace

std::optional<Software> identify(const model::MailSession& session) {
    if (session.stage < model::Stage::greeted) return std::nullopt;
    if (auto found = from_greeting(session)) return found;
    for (const auto* lines : {&session.before_tls.lines, &session.after_tls.lines})
        for (const auto& line : *lines)
            if (auto found = from_line(session.endpoint.service.protocol, line)) return found;
    return std::nullopt;
}

std::string text(const Software& software) {
    return software.version.empty() ? software.product : software.product + " " + software.version;
}

}  // namespace mailwatchd::software
