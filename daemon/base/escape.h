// The one escaper: everything remote that is shown anywhere goes through it (promise 7,
// failures A5, A6, P5). Output is printable ASCII only.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mailwatchd::base {

/// Longest shown piece of remote text, in bytes of output.
inline constexpr std::size_t shown_bytes_max = 200;

/// Every byte outside 0x20-0x7E becomes "\xNN", a backslash becomes "\\". Output longer than
/// `bytes_max` is cut before an escape, never inside one, and ends in "…" written as "...".
std::string escape(std::string_view raw, std::size_t bytes_max = shown_bytes_max);

}  // namespace mailwatchd::base
