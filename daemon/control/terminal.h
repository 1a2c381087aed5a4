// What the terminal is like, where there is one, and its line of progress.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace mailwatchd::control {

/// Columns; nothing where it is no terminal.
std::optional<std::size_t> terminal_width();
/// A terminal, and NO_COLOR is not set (https://no-color.org).
bool wants_colour();
/// One line on standard error that is written over and over; nothing where that is no terminal.
void show_progress(std::string_view text);

}  // namespace mailwatchd::control
