#include "app/service_manager.h"

#include <systemd/sd-daemon.h>

#include <ctime>

namespace mailwatchd::app {

void notify(const std::string& state) { sd_notify(0, state.c_str()); }

void notify_reloading() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::seconds{now.tv_sec} + std::chrono::nanoseconds{now.tv_nsec});
    notify("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(microseconds.count()));
}

std::optional<base::Duration> watchdog_interval() {
    std::uint64_t microseconds = 0;
    if (sd_watchdog_enabled(0, &microseconds) <= 0) return std::nullopt;
    return base::Duration{static_cast<std::int64_t>(microseconds / 2000)};
}

}  // namespace mailwatchd::app
