#include "proto/software/version.h"

#include "proto/words.h"

#include <algorithm>
#include <array>
#include <optional>

namespace mailwatchd::software {

namespace {

constexpr bool is_version_character(char c) {
    return proto::is_letter(c) || proto::is_digit(c) || c == '.' || c == '_' || c == '-';
}

bool all_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, proto::is_digit);
}

bool all_letters(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, proto::is_letter);
}

template <std::size_t size>
bool is_one_of(std::string_view word, const std::array<std::string_view, size>& words) {
    return std::ranges::any_of(
        words, [&](auto candidate) { return proto::equal_ignoring_case(candidate, word); });
}

/// Introduce a version: what follows is one even without a dot, such as "Version 7".
constexpr std::array<std::string_view, 8> introducing{"version", "ver",      "v",   "release",
                                                      "rel",     "revision", "rev", "level"};

/// Belong to the name of a product, or say what it is. A word that is missing here ends the search:
/// a number behind it may be the version of something else.
constexpr std::array<std::string_view, 41> belonging{
    "server",       "mail",       "mailserver", "email",   "service",   "smtp",      "esmtp",
    "lmtp",         "pop",        "pop3",       "imap",    "imap4",     "imap4rev1", "pro",
    "professional", "enterprise", "standard",   "lite",    "free",      "freeware",  "plus",
    "edition",      "evaluation", "trial",      "gateway", "appliance", "agent",     "proxy",
    "receiver",     "daemon",     "mta",        "suite",   "security",  "messaging", "for",
    "exchange",     "running",    "system",     "process", "relay",     "module"};

/// A number behind these is the system's, unless a word or a "v" introduces it: "for Windows 10.0",
/// but "for Windows NT v1.1b".
constexpr std::array<std::string_view, 7> systems{"windows", "win32", "winnt",  "nt",
                                                  "linux",   "unix",  "netware"};

/// The part of `text` up to the first '.', which is removed with it.
std::string_view take_part(std::string_view& text) {
    const auto part = text.substr(0, text.find('.'));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    return part;
}

bool is_year(std::string_view part) {
    return part.size() == 4 && all_digits(part) &&
           (part.starts_with("19") || part.starts_with("20"));
}

/// "01.03.2016" and "2016.03.01" are days.
bool is_date(std::string_view word) {
    const auto first = take_part(word);
    const auto month = take_part(word);
    const auto last = take_part(word);
    const auto is_day = [](std::string_view part) { return all_digits(part) && part.size() <= 2; };
    return word.empty() && is_day(month) &&
           ((is_day(first) && is_year(last)) || (is_year(first) && is_day(last)));
}

/// "8.17.1", "7u4-22.01", "M.8.01.05.11", but not "17:01:02", "20261122" or an id: digits, a dot,
/// a digit.
bool is_numbered(std::string_view word) {
    if (word.empty() || word.size() > version_bytes_max || is_date(word)) return false;
    if (word.size() > 2 && proto::is_letter(word[0]) && word[1] == '.') word.remove_prefix(2);
    const auto digits = std::min(word.find_first_not_of("0123456789"), word.size());
    if (digits == 0 || digits + 1 >= word.size()) return false;
    return (word[digits] == '.' || word[digits] == 'u') && proto::is_digit(word[digits + 1]);
}

/// "V2R4", "V05R01M00": version, release and modification, as IBM writes them.
bool is_ibm(std::string_view word) {
    std::string letters;
    for (std::size_t at = 0; at < word.size(); ++at)
        if (!proto::is_digit(word[at])) {
            if (at + 1 == word.size() || !proto::is_digit(word[at + 1])) return false;
            letters += word[at];
        }
    return letters == "VR" || letters == "VRM";
}

/// Removes what vendors write before the number: "v", "SMI-", "950413.SGI." and MailEnable's "0-".
std::string_view without_prefix(std::string_view word) {
    const bool has_letter = word.size() > 3 && word[2] == '.';  // "vM.5.01".
    if (word.size() > 1 && proto::upper(word[0]) == 'V' &&
        (has_letter || !proto::is_letter(word[1])))
        word.remove_prefix(1);
    while (word.starts_with('.')) word.remove_prefix(1);
    if (word.starts_with("SMI-")) word.remove_prefix(4);
    for (auto dot = word.find('.'); dot != std::string_view::npos; dot = word.find('.', dot + 1)) {
        const auto end = word.find('.', dot + 1);
        if (end == std::string_view::npos) break;
        if (end > dot + 2 && all_letters(word.substr(dot + 1, end - dot - 1)) &&
            is_numbered(word.substr(end + 1)))
            return word.substr(end + 1);
    }
    while (word.starts_with("0-")) word.remove_prefix(2);
    while (word.starts_with('-')) word.remove_prefix(1);
    return word;
}

/// "3.6-Build_1166", "10.33--10.33", "8.04--": what follows is not part of the version.
std::string_view without_suffix(std::string_view word) {
    const auto* const end = std::ranges::find_if_not(word, is_version_character);
    word = word.substr(0, static_cast<std::size_t>(end - word.begin()));
    word = word.substr(0, word.find("--"));
    for (std::size_t at = 0; at < word.size(); ++at)
        if (proto::starts_ignoring_case(word.substr(at), "-Build")) word = word.substr(0, at);
    while (!word.empty() && !proto::is_letter(word.back()) && !proto::is_digit(word.back()))
        word.remove_suffix(1);
    return word;
}

/// "AIX5.1/8.11.0", "AIX4.2/UCB 8.7": a system before the version. Behind "AIX" alone, its own.
bool is_system(std::string_view word) {
    return word.find('/') != std::string_view::npos &&
           (proto::starts_ignoring_case(word, "AIX") || proto::starts_ignoring_case(word, "WinNT"));
}

/// The version that one word is, without what is around it. `introduced`: behind "Version".
std::string_view version_of(std::string_view word, bool introduced) {
    constexpr std::size_t number_digits_max =
        3;  // "Version 12"; more digits are a build or a year.
    if (is_system(word)) word.remove_prefix(word.find('/') + 1);
    if (word.starts_with("v/")) word.remove_prefix(2);
    word = word.substr(0, word.find('/'));
    const bool is_marked =
        word.size() > 1 && proto::upper(word[0]) == 'V' && proto::is_digit(word[1]);
    if (is_ibm(word)) return word;
    const auto version = without_suffix(without_prefix(word));
    if (is_numbered(version)) return version;
    const bool is_number = all_digits(version) && version.size() <= number_digits_max;
    return is_number && (introduced || is_marked) ? version : std::string_view{};
}

/// "192.0.2.1" is where we are, and no version. Versions begin with small numbers; 10, which may be
/// both, is a version only if it directly follows the name.
bool is_address(std::string_view word, bool follows) {
    constexpr int parts = 4;
    constexpr int octet_max = 255;
    constexpr int first_min = 64;
    int count = 0;
    int first = 0;
    for (; !word.empty(); ++count) {
        const auto part = take_part(word);
        if (!all_digits(part) || part.size() > 3) return false;
        int octet = 0;
        for (const char c : part) octet = octet * 10 + (c - '0');
        if (octet > octet_max) return false;
        if (count == 0) first = octet;
    }
    return count == parts && (first >= first_min || (first == 10 && !follows));
}

/// The word at the beginning of `text`, behind separators. Ends at a space, a bracket or a ';'.
std::string_view take_token(std::string_view& text) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t/([:,\"'#-_"), text.size()));
    const auto word = text.substr(0, text.find_first_of(" \t()[],;:<>\"'\r\n"));
    text.remove_prefix(word.size());
    return word;
}

/// "1.8 (1.8.4.5)": the same version, said again in full. "3, 0, 5, 0": as Windows writes it.
std::string in_full(std::string_view version, std::string_view rest) {
    std::string result{version};
    while (all_digits(version) && rest.size() > 2 && rest.starts_with(", ") &&
           proto::is_digit(rest[2])) {
        rest.remove_prefix(2);
        const auto part =
            rest.substr(0, std::min(rest.find_first_not_of("0123456789"), rest.size()));
        rest.remove_prefix(part.size());
        result.append(".").append(part);
    }
    if (result.size() > version_bytes_max) return std::string{version};
    if (!rest.starts_with(" (")) return result;
    rest.remove_prefix(2);
    const auto full = version_of(rest.substr(0, rest.find(')')), false);
    const bool longer = full.size() > result.size() && full.starts_with(result) &&
                        full[result.size()] == '.' && proto::is_digit(full.back());
    return longer ? std::string{full} : result;
}

/// What stands between a product's name and a word that may be its version.
struct Between {
    bool introduced = false;     ///< "Version", directly before the word.
    bool behind_system = false;  ///< "Windows", directly before the word.
    bool nothing = false;
};

/// Between the name and the word behind `word`; nothing if `word` ends the search.
std::optional<Between> behind(std::string_view word) {
    auto plain = word;
    if (plain.ends_with('.')) plain.remove_suffix(1);  // "Ver."
    const Between between{.introduced = is_one_of(plain, introducing),
                          .behind_system = is_one_of(plain, systems)};
    if (between.introduced || between.behind_system || is_system(word) ||
        is_one_of(plain, belonging))
        return between;
    return std::nullopt;
}

/// `version`, which `word` contains, is the product's.
bool is_meant(std::string_view version, std::string_view word, const Between& between) {
    const bool is_marked = between.introduced || proto::upper(word.front()) == 'V';
    if (between.behind_system && !is_marked) return false;
    return !is_address(version, between.nothing || between.introduced);
}

}  // namespace

std::string version_after(std::string_view text) {
    constexpr int words_max = 8;
    Between between{.nothing = true};
    for (int words = 0; words < words_max; ++words) {
        const auto word = take_token(text);
        const auto version = version_of(word, between.introduced);
        if (!version.empty())
            return is_meant(version, word, between) ? in_full(version, text) : std::string{};
        const auto next = behind(word);
        if (!next) return {};
        between = *next;
    }
    return {};
}

std::string version_next(std::string_view text) {
    const auto version = version_of(take_token(text), false);
    return version.empty() ? std::string{} : in_full(version, text);
}

std::string version_within(std::string_view text) {
    constexpr std::string_view name = "Version";
    for (; !text.empty(); text.remove_prefix(1))
        if (proto::starts_ignoring_case(text, name)) return version_after(text);
    return {};
}

}  // namespace mailwatchd::software
