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

}  // namespace mailwatchd::net
