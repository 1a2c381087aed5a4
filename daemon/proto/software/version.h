// How servers write their versions: "Exim 4.96", "(version 2.53)", "Version: 6.0.3790.3959",
// "v4.0r6", "SMI-8.6/SMI-SVR4", "7u4-22.01(7.0.4.22.0)", "1.8 (1.8.4.5)". Dates, build numbers,
// queue ids and the version of the system below are none. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mailwatchd::software {

/// Maximum characters of a version; a longer word is not one.
inline constexpr std::size_t version_bytes_max = 32;

/// The version at the beginning of the text that follows a product's name. Between both may be
/// separators, words for "version", and words that belong to a product's name: its edition, its
/// protocol, its system ("Server", "Pro", "POP3", "for Windows NT"). Empty if there is none.
std::string version_after(std::string_view text);

/// As version_after, but with nothing between the name and the version.
std::string version_next(std::string_view text);

/// The version behind the first "Version" in `text`, wherever it is. For products that write a
/// date, or a sentence, between their name and their version.
std::string version_within(std::string_view text);

}  // namespace mailwatchd::software
