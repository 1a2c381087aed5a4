// Properties of the terminal, and the progress line.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace mailwatchd::control {

/// Columns; nothing if standard output is not a terminal.
std::optional<std::size_t> terminal_width();
/// Whether standard output is a terminal and NO_COLOR is not set (https://no-color.org).
bool wants_colour();
/// Replaces the progress line on standard error; does nothing if that is not a terminal.
void show_progress(std::string_view text);

}  // namespace mailwatchd::control
