// The invariants of the fuzz targets.
#pragma once

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace mailwatchd::test {

/// Ends the program, and names the line of the target, if an invariant does not hold.
inline void require(bool holds, int line = __builtin_LINE()) {
    if (holds) return;
    std::fprintf(stderr, "line %d: an invariant does not hold\n", line);
    std::abort();
}

/// Whether the result is this value.
template <class Result, class T>
bool is(const Result& result, const T& value) {
    return result && *result == value;
}

inline bool is_printable(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= 0x20 && c <= 0x7E; });
}

/// Takes the first byte off the input; 0 at its end.
inline unsigned take_byte(std::string_view& input) {
    if (input.empty()) return 0;
    const auto byte = static_cast<unsigned char>(input.front());
    input.remove_prefix(1);
    return byte;
}

/// Takes the text up to a line feed off the input.
inline std::string_view take_line(std::string_view& input) {
    const auto line = input.substr(0, input.find('\n'));
    input.remove_prefix(std::min(line.size() + 1, input.size()));
    return line;
}

}  // namespace mailwatchd::test
