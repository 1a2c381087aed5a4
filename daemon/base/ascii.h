// Letters of ASCII, whatever the locale is. Names and keywords of the protocols are compared so.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace mailwatchd::base {

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

inline std::string lower(std::string_view text) {
    std::string out{text};
    for (char& c : out) c = lower(c);
    return out;
}

inline bool is_same_letter(char a, char b) { return lower(a) == lower(b); }

inline bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, is_same_letter);
}

}  // namespace mailwatchd::base
