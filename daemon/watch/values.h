// Values of readings as small numbers, so that the fold compares numbers. The numbers are stored:
// never change or reuse one; append.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace mailwatchd::watch {

using ValueId = std::uint32_t;

/// Index = id. 0 is "no value". Other texts get ids from `first_text_id` up.
inline constexpr std::array<std::string_view, 28> known_values{
    "",         "open",      "accepting", "closed", "filtered",    "offered",  "absent",
    "yes",      "no",        "listed",    "clear",  "confirmed",   "mismatch", "missing",
    "accepted", "refused",   "passed",    "failed", "no_info",     "proven",   "retired",
    "healthy",  "unhealthy", "null",      "none",   "wildcarding", "empty",    "parked",
};
inline constexpr ValueId first_text_id = 1000;

/// The number of a known value; 0 for any other text.
constexpr ValueId known_value(std::string_view text) {
    for (std::size_t id = 0; id < known_values.size(); ++id)
        if (known_values[id] == text) return static_cast<ValueId>(id);
    return 0;
}

namespace value {
inline constexpr ValueId unknown = 0, open = 1, accepting = 2, closed = 3, filtered = 4,
                         offered = 5, absent = 6, yes = 7, no = 8, listed = 9, clear = 10,
                         confirmed = 11, mismatch = 12, missing = 13, accepted = 14, refused = 15,
                         passed = 16, failed = 17, no_info = 18, proven = 19, retired = 20,
                         healthy = 21, unhealthy = 22;
}  // namespace value

static_assert(known_values[value::unhealthy] == "unhealthy" &&
              known_values[value::passed] == "passed");

}  // namespace mailwatchd::watch
