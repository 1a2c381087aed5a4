// The only escaper: all remote text is escaped here before it is shown (promise 7, failures A5, A6,
// P5). Output is printable ASCII only.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mailwatchd::base {

/// Maximum length of remote text when shown, in bytes of output.
inline constexpr std::size_t shown_bytes_max = 200;

/// Every byte outside 0x20-0x7E becomes "\xNN", a backslash becomes "\\". Output longer than
/// `bytes_max` is cut before an escape, never inside one, and ends in "...".
std::string escape(std::string_view raw, std::size_t bytes_max = shown_bytes_max);

}  // namespace mailwatchd::base
