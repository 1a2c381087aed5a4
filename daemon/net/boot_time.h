// CLOCK_BOOTTIME as a clock type for Asio's timers. Private to net/.
#pragma once

#include "base/time.h"

#include <ctime>

namespace mailwatchd::net {

struct BootTime : base::BootClock {
    static time_point now() {
        timespec time{};
        clock_gettime(CLOCK_BOOTTIME, &time);
        return time_point{
            std::chrono::seconds{time.tv_sec} +
            std::chrono::duration_cast<duration>(std::chrono::nanoseconds{time.tv_nsec})};
    }
};

/// The longest time for which a timer of Asio is set: longer sleeps are split into pieces, so that
/// no conversion inside Asio overflows (failure C5). Asio's reactor checks a timer's clock at least
/// every five minutes. Its timerfd does not run during a suspend, so a suspend delays a sleeper by
/// at most that long.
inline constexpr base::Duration timer_max = std::chrono::hours{1};

}  // namespace mailwatchd::net
