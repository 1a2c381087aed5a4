#include "base/time.h"

#include <algorithm>
#include <cstdio>

namespace mailwatchd::base {

namespace {

// RFC 3339 §5.6 can write only years of four digits; other times are shown as the first or last of
// these.
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

std::string date(Instant when) {
    constexpr std::size_t date_bytes = 10;
    return rfc3339(when).substr(0, date_bytes);
}

std::optional<Instant> parse_instant(std::string_view text) {
    int year = 0;
    unsigned month = 0, day = 0, hour = 0, minute = 0, second = 0;
    const std::string whole{text};
    int size = 0;
    const auto is_all = [&] { return size != 0 && static_cast<std::size_t>(size) == whole.size(); };
    std::sscanf(whole.c_str(), "%4d-%2u-%2u%n", &year, &month, &day, &size);
    if (!is_all()) {
        size = 0;
        std::sscanf(whole.c_str(), "%4d-%2u-%2uT%2u:%2uZ%n", &year, &month, &day, &hour, &minute,
                    &size);
    }
    if (!is_all()) {
        size = 0;
        std::sscanf(whole.c_str(), "%4d-%2u-%2uT%2u:%2u:%2uZ%n", &year, &month, &day, &hour,
                    &minute, &second, &size);
    }
    const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month},
                                           std::chrono::day{day}};
    if (!is_all() || !date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
    return std::chrono::sys_days{date} + std::chrono::hours{hour} + std::chrono::minutes{minute} +
           std::chrono::seconds{second};
}

}  // namespace mailwatchd::base
