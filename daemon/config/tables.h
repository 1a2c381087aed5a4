// The tables with one purpose each: [daemon], [probe], [resolver], [schedule], [report].
#pragma once

#include "config/configuration.h"
#include "config/section.h"

namespace mailwatchd::config {

/// Shortest interval there is, of the schedule and of a target.
inline constexpr base::Duration interval_min = 1min;
/// Below it the operator is warned.
inline constexpr base::Duration interval_warned = 1h;
/// Any that 64 bits of nanoseconds hold will do (failure C5).
inline constexpr base::Duration interval_max = 290 * 365 * 24h;

/// Where the control socket is by default: in $RUNTIME_DIRECTORY, else in /run/mailwatchd.
std::string default_control();
/// A socket's path, unix(7).
inline constexpr std::size_t socket_path_bytes_max = 107;

/// Default port of `listen`.
inline constexpr std::uint16_t listen_port = 10325;

/// Each finishes its section. `warnings` takes what is allowed, but ought to be told.
DaemonSettings read_daemon(Section& section, const WebSettings& web, Problems& warnings);
ProbeSettings read_probe(Section& section, Problems& warnings);
ResolverSettings read_resolver(Section& section);
ScheduleSettings read_schedule(Section& section, Problems& warnings);
ReportSettings read_report(Section& section);

/// A warning where the key `interval` is there and short.
void warn_of_short_interval(const Section& section, base::Duration interval, Problems& warnings);

}  // namespace mailwatchd::config
