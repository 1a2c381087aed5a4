// The version.
#pragma once

#include <string_view>

namespace mailwatchd::engine {

inline constexpr std::string_view version = MAILWATCHD_VERSION;
inline constexpr std::string_view version_line = "mailwatchd " MAILWATCHD_VERSION;

}  // namespace mailwatchd::engine
