// What systemd is told, and how often it wants to hear that we live.
#pragma once

#include "base/time.h"

#include <optional>
#include <string>

namespace mailwatchd::app {

/// sd_notify(3); nothing happens where nobody listens.
void notify(const std::string& state);

/// That a reload begins, with its time, which Type=notify-reload of systemd 253 asks for; READY=1
/// ends it.
void notify_reloading();

/// Half of WatchdogSec=, as sd_watchdog_enabled(3) recommends; nothing where it is off.
std::optional<base::Duration> watchdog_interval();

}  // namespace mailwatchd::app
