// What standard output is: how wide, and whether colours mean anything there.
#pragma once

#include <cstddef>
#include <optional>

namespace mailwatchd::app {

/// Columns; nothing where it is no terminal.
std::optional<std::size_t> terminal_width();
/// A terminal, and NO_COLOR is not set (https://no-color.org).
bool wants_colour();

}  // namespace mailwatchd::app
