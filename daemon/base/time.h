// The two times of the program: Instant is stored and shown, Ticks is used for waiting. Only net/'s
// Clock reads them; all other code gets them as arguments.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mailwatchd::base {

/// All durations are whole milliseconds in 64 bits: enough for 12d23h and for 289 years (failure
/// C5).
using Duration = std::chrono::duration<std::int64_t, std::milli>;

/// A moment of UTC wall-clock time.
using Instant = std::chrono::sys_time<Duration>;

/// The clock that runs while the machine sleeps and is never stepped (CLOCK_BOOTTIME).
struct BootClock {
    using duration = Duration;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<BootClock>;
    static constexpr bool is_steady = true;
};
using Ticks = BootClock::time_point;

/// One moment on both clocks. The wall clock, which people set, is for storing and showing. The
/// ticks are for every "how long ago" and "not before".
struct Moment {
    Instant wall;
    Ticks ticks;

    friend constexpr Moment operator+(Moment moment, Duration later) {
        return {moment.wall + later, moment.ticks + later};
    }
    friend constexpr Moment operator-(Moment moment, Duration earlier) { return moment + -earlier; }
};

/// The ticks of an event with a wall-clock stamp. Never in the future: such a stamp is an error of
/// the clock (failure C3).
constexpr Ticks ticks_of(Instant stamp, Moment now) {
    return stamp >= now.wall ? now.ticks : now.ticks - (now.wall - stamp);
}

/// The wall-clock time of these ticks.
constexpr Instant wall_of(Ticks when, Moment now) { return now.wall + (when - now.ticks); }

/// The end of a wait. Absolute, so that nested calls share one budget instead of each adding a
/// timeout.
struct Deadline {
    Ticks at;
};

/// The earlier of the two.
constexpr Deadline earlier(Deadline a, Deadline b) { return a.at < b.at ? a : b; }

/// RFC 3339 in UTC with whole seconds: "2026-11-22T02:27:17Z".
std::string rfc3339(Instant when);

/// Its date: "2026-11-22".
std::string date(Instant when);

/// Parses the output of `rfc3339`, or only its date or minutes: "2026-11-22", "2026-11-22T02:27Z".
/// UTC only.
std::optional<Instant> parse_instant(std::string_view text);

}  // namespace mailwatchd::base
