// The two times of the program. Instant is what is stored and told; Ticks is what we wait on.
// Only net/'s Clock reads either; everything else gets them as arguments.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mailwatchd::base {

/// All durations are whole milliseconds in 64 bits: 12d23h fits, and so do 289 years (FAILURES C5).
using Duration = std::chrono::duration<std::int64_t, std::milli>;

/// A moment of UTC wall-clock time.
using Instant = std::chrono::sys_time<Duration>;

/// The clock that goes on while the machine sleeps and is never stepped (CLOCK_BOOTTIME).
struct BootClock {
    using duration = Duration;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<BootClock>;
    static constexpr bool is_steady = true;
};
using Ticks = BootClock::time_point;

/// The end of somebody's patience. Absolute, so nested calls share one budget instead of each
/// adding its own timeout.
struct Deadline {
    Ticks at;
};

/// The earlier of the two.
constexpr Deadline earlier(Deadline a, Deadline b) { return a.at < b.at ? a : b; }

/// RFC 3339 in UTC with whole seconds: "2026-11-22T02:27:17Z".
std::string rfc3339(Instant when);

/// What `rfc3339` writes, or its beginning: "2026-11-22", "2026-11-22T02:27Z". UTC only.
std::optional<Instant> parse_instant(std::string_view text);

}  // namespace mailwatchd::base
