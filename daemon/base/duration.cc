#include "base/duration.h"

#include <array>
#include <charconv>
#include <limits>

namespace mailwatchd::base {

namespace {

struct Unit {
    std::string_view suffix;
    std::int64_t milliseconds;
    bool exact_only;  ///< to_text uses it only if it divides without remainder.
};

// The order is part of the grammar. Prometheus counts a year as 365 days.
constexpr std::array units{
    Unit{"y", 31'536'000'000, true},
    Unit{"w", 604'800'000, true},
    Unit{"d", 86'400'000, false},
    Unit{"h", 3'600'000, false},
    Unit{"m", 60'000, false},
    Unit{"s", 1'000, false},
    Unit{"ms", 1, false},
};

// Prometheus stores nanoseconds in an int64; what does not fit there is out of range here too.
constexpr std::int64_t duration_max = std::numeric_limits<std::int64_t>::max() / 1'000'000;

Result<Duration> bad(std::string_view text) {
    return failed<Duration>(Errc::malformed,
                            "not a duration like 12d23h: \"" + std::string{text} + '"');
}

bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

/// Takes the digits at the front of `rest`; false if there are none or too many.
bool take_number(std::string_view& rest, std::int64_t& number) {
    if (rest.empty() || rest.front() < '0' || rest.front() > '9') return false;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    return error == std::errc{};
}

}  // namespace

Result<Duration> parse_duration(std::string_view text) {
    if (text == "0") return Duration{0};
    if (text.empty()) return bad(text);
    std::int64_t total = 0;
    std::size_t next_unit = 0;
    for (auto rest = text; !rest.empty();) {
        std::int64_t number = 0;
        if (!take_number(rest, number)) return bad(text);
        std::size_t letters = 0;
        while (letters < rest.size() && is_letter(rest[letters])) ++letters;
        const auto suffix = rest.substr(0, letters);
        while (next_unit < units.size() && units[next_unit].suffix != suffix) ++next_unit;
        if (next_unit == units.size()) return bad(text);
        const auto unit = units[next_unit++].milliseconds;
        if (number > (duration_max - total) / unit) return bad(text);
        total += number * unit;
        rest.remove_prefix(letters);
    }
    return Duration{total};
}

std::string to_text(Duration duration) {
    const auto count = duration.count();
    if (count == 0) return "0s";
    std::string text = count < 0 ? "-" : "";
    auto rest = static_cast<std::uint64_t>(count);
    if (count < 0) rest = 0 - rest;  // Unsigned: the least value has no positive one.
    for (const auto& unit : units) {
        const auto size = static_cast<std::uint64_t>(unit.milliseconds);
        if (rest < size || (unit.exact_only && rest % size != 0)) continue;
        text += std::to_string(rest / size).append(unit.suffix);
        rest %= size;
    }
    return text;
}

}  // namespace mailwatchd::base
