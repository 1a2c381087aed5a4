// Notifications to systemd, and its watchdog interval.
#pragma once

#include "base/time.h"

#include <optional>
#include <string>

namespace mailwatchd::app {

/// sd_notify(3); does nothing without $NOTIFY_SOCKET.
void notify(const std::string& state);

/// Reports the start of a reload with its time, which Type=notify-reload (systemd 253) needs.
/// READY=1 reports its end.
void notify_reloading();

/// Half of WatchdogSec=, as sd_watchdog_enabled(3) recommends; nothing if it is off.
std::optional<base::Duration> watchdog_interval();

}  // namespace mailwatchd::app
