// Durations in Prometheus' grammar ("12d23h"). Never systemd's, where "12d23" means 12 days and 23
// seconds (failure C6).
#pragma once

#include "base/result.h"
#include "base/time.h"

#include <string>
#include <string_view>

namespace mailwatchd::base {

/// Parses "1y2w3d4h5m6s7ms": units in that order, each at most once, no sign, no fraction; "0"
/// alone needs no unit. More than 2^63 nanoseconds (about 292 years) is an error, as in Prometheus.
Result<Duration> parse_duration(std::string_view text);

/// The canonical text: "12d23h". Uses years and weeks only if they divide exactly, like Prometheus'
/// Duration.String.
std::string to_text(Duration duration);

}  // namespace mailwatchd::base
