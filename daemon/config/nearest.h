// "Did you mean …?"
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace mailwatchd::config {

/// Number of insertions, deletions, replacements and swaps of neighbours that turn one word into
/// the other (optimal string alignment).
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The nearest of `known`; nothing if none is near: at most 1 edit for words up to 4 letters,
/// 2 up to 8, else 3.
std::optional<std::string_view> nearest(std::string_view word,
                                        const std::vector<std::string_view>& known);

}  // namespace mailwatchd::config
