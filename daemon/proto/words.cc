#include "proto/words.h"

#include <algorithm>

namespace mailwatchd::proto {

namespace {

constexpr std::size_t mechanism_bytes_max = 20;  // RFC 4422 §3.1.

bool is_mechanism(std::string_view word) {
    return !word.empty() && word.size() <= mechanism_bytes_max &&
           std::ranges::all_of(
               word, [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '_'; });
}

}  // namespace

std::string upper(std::string_view text) {
    std::string result{text};
    std::ranges::transform(result, result.begin(), [](char c) { return upper(c); });
    return result;
}

bool starts_ignoring_case(std::string_view text, std::string_view start) {
    return equal_ignoring_case(text.substr(0, start.size()), start);
}

bool contains_ignoring_case(std::string_view text, std::string_view part) {
    return std::search(text.begin(), text.end(), part.begin(), part.end(), base::is_same_letter) !=
           text.end();
}

std::string_view take_word(std::string_view& text) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    const auto word = text.substr(0, text.find_first_of(" \t"));
    text.remove_prefix(word.size());
    return word;
}

void add_mechanisms(std::vector<std::string>& mechanisms, std::string_view text) {
    for (auto word = take_word(text); !word.empty(); word = take_word(text)) {
        if (!is_mechanism(word) || mechanisms.size() == mechanisms_max) continue;
        auto name = upper(word);
        if (std::ranges::find(mechanisms, name) == mechanisms.end())
            mechanisms.push_back(std::move(name));
    }
}

}  // namespace mailwatchd::proto
