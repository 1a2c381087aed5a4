// Checks a TOML text before the recursive parser reads it (failure F1).
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

/// The first reason not to parse `text`: size, invalid UTF-8 (RFC 3629) or nesting. Knows just
/// enough TOML to ignore brackets and dots in strings and comments.
std::optional<Fault> scan(std::string_view text);

}  // namespace mailwatchd::config
