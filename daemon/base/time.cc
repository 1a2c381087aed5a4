#include "base/time.h"

#include <algorithm>
#include <cstdio>

namespace mailwatchd::base {

namespace {

// Years of four digits are all that RFC 3339 §5.6 can write; a clock gone mad is shown as either
// end.
constexpr Instant first = std::chrono::sys_days{std::chrono::year{0} / 1 / 1};
constexpr Instant last =
    std::chrono::sys_days{std::chrono::year{9999} / 12 / 31} + std::chrono::days{1} - Duration{1};

}  // namespace

std::string rfc3339(Instant when) {
    when = std::clamp(when, first, last);
    const auto day = std::chrono::floor<std::chrono::days>(when);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::seconds>(when - day)};
    char text[40];
    const int size = std::snprintf(
        text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
        static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
        static_cast<int>(time.seconds().count()));
    return {text, static_cast<std::size_t>(size)};
}

}  // namespace mailwatchd::base
