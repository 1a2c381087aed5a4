#include "base/time.h"

#include <algorithm>
#include <charconv>
#include <cstdio>

namespace mailwatchd::base {

namespace {

// RFC 3339 §5.6 can write only years of four digits; other times are shown as the first or last of
// these.
constexpr Instant first = std::chrono::sys_days{std::chrono::year{0} / 1 / 1};
constexpr Instant last =
    std::chrono::sys_days{std::chrono::year{9999} / 12 / 31} + std::chrono::days{1} - Duration{1};

/// Takes exactly so many digits off the text; false if they are not there.
bool take_number(std::string_view& text, std::size_t digits, unsigned& number) {
    const auto taken = text.substr(0, digits);
    if (taken.size() != digits || taken.find_first_not_of("0123456789") != taken.npos) return false;
    std::from_chars(taken.data(), taken.data() + taken.size(), number);
    text.remove_prefix(digits);
    return true;
}

bool take(std::string_view& text, char expected) {
    if (!text.starts_with(expected)) return false;
    text.remove_prefix(1);
    return true;
}

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
    unsigned year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
    const bool is_dated = take_number(text, 4, year) && take(text, '-') &&
                          take_number(text, 2, month) && take(text, '-') &&
                          take_number(text, 2, day);
    bool is_whole = is_dated && text.empty();
    if (is_dated && take(text, 'T')) {
        is_whole = take_number(text, 2, hour) && take(text, ':') && take_number(text, 2, minute);
        if (is_whole && take(text, ':')) is_whole = take_number(text, 2, second);
        is_whole = is_whole && text == "Z";
    }
    const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(year)},
                                           std::chrono::month{month}, std::chrono::day{day}};
    if (!is_whole || !date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
    return std::chrono::sys_days{date} + std::chrono::hours{hour} + std::chrono::minutes{minute} +
           std::chrono::seconds{second};
}

}  // namespace mailwatchd::base
