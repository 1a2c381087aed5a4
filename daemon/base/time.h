// The two times of the program. Instant is what is stored and told; Ticks is what we wait on.
// Only net/'s Clock reads either; everything else gets them as arguments.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mailwatchd::base {

/// All durations are whole milliseconds in 64 bits: 12d23h fits, and so do 289 years (failure C5).
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

/// One moment on both clocks. What is stored and shown is the wall's, which people set; every "how
/// long ago" and "not before" is asked of the ticks, which nobody does.
struct Moment {
    Instant wall;
    Ticks ticks;

    friend constexpr Moment operator+(Moment moment, Duration later) {
        return {moment.wall + later, moment.ticks + later};
    }
    friend constexpr Moment operator-(Moment moment, Duration earlier) { return moment + -earlier; }
};

/// When something happened that the wall clock stamped, as seen from now: never in the future, for
/// such a stamp is a clock's mistake (failure C3).
constexpr Ticks ticks_of(Instant stamp, Moment now) {
    return stamp >= now.wall ? now.ticks : now.ticks - (now.wall - stamp);
}

/// What the wall clock shows when the ticks say so.
constexpr Instant wall_of(Ticks when, Moment now) { return now.wall + (when - now.ticks); }

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
