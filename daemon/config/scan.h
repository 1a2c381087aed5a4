// What is asked of a TOML text before a parser that recurses may see it (failure F1).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mailwatchd::config {

/// Deepest nesting of arrays and inline tables, and most parts of a dotted key.
inline constexpr int nesting_max = 16;

struct Fault {
    int line = 1;
    int column = 1;  ///< In code points, as the parser counts.
    std::string what;
};

/// The first thing that keeps `text` from being parsed at all: its size, bytes that are not UTF-8
/// (RFC 3629), nesting. Knows just enough of TOML to tell brackets and dots from text and comments.
std::optional<Fault> scan(std::string_view text);

}  // namespace mailwatchd::config
