#include "app/service_manager.h"

#include <systemd/sd-daemon.h>

namespace mailwatchd::app {

void notify(const std::string& state) { sd_notify(0, state.c_str()); }

std::optional<base::Duration> watchdog_interval() {
    std::uint64_t microseconds = 0;
    if (sd_watchdog_enabled(0, &microseconds) <= 0) return std::nullopt;
    return base::Duration{static_cast<std::int64_t>(microseconds / 2000)};
}

}  // namespace mailwatchd::app
