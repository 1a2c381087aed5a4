// The tables [daemon], [probe], [resolver], [schedule] and [report].
#pragma once

#include "config/configuration.h"
#include "config/section.h"

namespace mailwatchd::config {

/// Shortest interval of the schedule and of a target.
inline constexpr base::Duration interval_min = 1min;
/// Recommended minimum: a shorter interval gives a warning.
inline constexpr base::Duration interval_warned = 1h;
/// Fits into 64 bits of nanoseconds (failure C5).
inline constexpr base::Duration interval_max = 290 * 365 * 24h;

/// Default path of the control socket: in $RUNTIME_DIRECTORY, else in /run/mailwatchd.
std::string default_control();
/// Longest path of a socket, unix(7).
inline constexpr std::size_t socket_path_bytes_max = 107;

/// Default port of `listen`.
inline constexpr std::uint16_t listen_port = 10325;

/// Each finishes its section. `warnings` takes settings that are allowed but not recommended.
DaemonSettings read_daemon(Section& section, const WebSettings& web, Problems& warnings);
ProbeSettings read_probe(Section& section, Problems& warnings);
ResolverSettings read_resolver(Section& section);
ScheduleSettings read_schedule(Section& section, Problems& warnings);
ReportSettings read_report(Section& section);

/// Adds a warning if the key `interval` is set and below `interval_warned`.
void warn_of_short_interval(const Section& section, base::Duration interval, Problems& warnings);

}  // namespace mailwatchd::config
