#include "proto/smtp/reply_words.h"

#include "base/ascii.h"
#include "model/address.h"
#include "proto/words.h"

#include <algorithm>
#include <vector>

namespace mailwatchd::smtp {

namespace {

/// Shorter words of ours ("mx") are not removed: they may be part of any sentence.
constexpr std::size_t own_word_bytes_min = 3;

bool is_word_character(char c) { return proto::is_letter(c) || proto::is_digit(c); }

/// Position of `word` in `text` where it stands alone, from `from` on. Both in lower case.
std::size_t find_alone(std::string_view text, std::string_view word, std::size_t from = 0) {
    for (auto at = text.find(word, from); at != std::string_view::npos;
         at = text.find(word, at + 1)) {
        const auto after = at + word.size();
        const bool begins = at == 0 || !is_word_character(text[at - 1]);
        if (begins && (after == text.size() || !is_word_character(text[after]))) return at;
    }
    return std::string_view::npos;
}

/// The longest first: a mailbox before its domain.
std::string without_own(std::string_view raw, std::span<const std::string> own) {
    std::string text{raw};
    std::vector<std::string> words;
    for (const auto& word : own)
        if (word.size() >= own_word_bytes_min) words.push_back(base::lower(word));
    std::ranges::sort(words, std::greater{}, &std::string::size);
    auto searched = base::lower(text);
    for (const auto& word : words)
        for (auto at = find_alone(searched, word); at != std::string::npos;
             at = find_alone(searched, word, at)) {
            searched.replace(at, word.size(), " ");
            text.replace(at, word.size(), " ");
        }
    return text;
}

bool is_link(std::string_view token) {
    return token.find("://") != std::string_view::npos ||
           proto::starts_ignoring_case(token, "www.");
}

/// Postfix and others put what they repeat in angle brackets.
std::string without_brackets(std::string text) {
    std::size_t from = 0;
    for (;;) {
        const auto begin = text.find('<', from);
        if (begin == std::string::npos) return text;
        const auto end = text.find('>', begin);
        if (end == std::string::npos) return text;
        const auto inside = std::string_view{text}.substr(begin + 1, end - begin - 1);
        from = end;
        if (is_link(inside)) continue;
        text.replace(begin, end - begin + 1, " ");
        from = begin;
    }
}

bool is_mailbox(std::string_view token) {
    const auto at = token.find_first_of("@%!");
    return at != std::string_view::npos && at > 0 && at + 1 < token.size();
}

bool is_address(std::string_view token) { return model::Address::parse(token).has_value(); }

/// Two labels or more, the last one of letters only and written in one case: "denied.Please" is two
/// words without a space between them.
bool is_host_name(std::string_view token) {
    const auto dot = token.rfind('.');
    if (dot == std::string_view::npos || dot == 0 || token.size() - dot < 3) return false;
    const auto last = token.substr(dot + 1);
    const bool letters = std::ranges::all_of(last, proto::is_letter);
    const bool one_case = proto::upper(last) == last || base::lower(last) == last;
    return letters && one_case && std::ranges::all_of(token, [](char c) {
               return is_word_character(c) || c == '.' || c == '-' || c == '_';
           });
}

std::string_view trimmed(std::string_view token) {
    constexpr std::string_view marks = "()[]{}\"'`,;:.?";
    const auto begin = std::min(token.find_first_not_of(marks), token.size());
    token.remove_prefix(begin);
    return token.substr(0, token.find_last_not_of(marks) + 1);
}

/// A name, an address, or both in the forms "mx.example.org[192.0.2.1]" and "(192.0.2.1)".
bool is_name(std::string_view token) {
    const auto bare = trimmed(token);
    if (is_link(bare)) return false;
    const auto bracket = bare.find('[');
    const auto first = trimmed(bare.substr(0, bracket));
    if (bracket != std::string_view::npos && is_address(trimmed(bare.substr(bracket)))) return true;
    return is_mailbox(bare) || is_address(first) || is_host_name(first);
}

bool has_digit(std::string_view token) { return std::ranges::any_of(token, proto::is_digit); }

/// The words of `text` that `keeps` keeps, with single spaces.
template <class Keeps>
std::string words_of(std::string_view text, const Keeps& keeps) {
    std::string kept;
    for (auto rest = text; !rest.empty();) {
        const auto token = proto::take_word(rest);
        if (token.empty() || !keeps(token)) continue;
        if (!kept.empty()) kept += ' ';
        kept += token;
    }
    return kept;
}

}  // namespace

ReplyWords::ReplyWords(std::string_view text, std::span<const std::string> own)
    : text_{base::lower(words_of(without_brackets(without_own(text, own)),
                                 [](std::string_view token) { return !is_name(token); }))} {}

bool ReplyWords::has(std::string_view beginning) const {
    for (auto at = text_.find(beginning); at != std::string::npos;
         at = text_.find(beginning, at + 1))
        if (at == 0 || !is_word_character(text_[at - 1])) return true;
    return false;
}

bool ReplyWords::has_word(std::string_view word) const {
    return find_alone(text_, word) != std::string_view::npos;
}

bool say_the_same(std::string_view a, std::string_view b) {
    const auto without_numbers = [](std::string_view text) {
        return words_of(text, [](std::string_view token) { return !has_digit(token); });
    };
    return without_numbers(a) == without_numbers(b);
}

}  // namespace mailwatchd::smtp
