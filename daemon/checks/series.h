// Shared by the checks that need MAIL and RCPT: which series they want, and what is known of one
// address.
#pragma once

#include "checks/hosts.h"
#include "model/report.h"
#include "model/world.h"

#include <optional>

namespace mailwatchd::checks {

/// Wants a series of that kind with every address of the hosts, and the session it requires.
void need_series(model::Needs& needs, const model::Topology& topology, HostFilter filter,
                 model::SeriesKind kind, const model::Service& service);

/// What is known of one address for a kind of series: a series, a reason, or no service.
struct SeriesSeen {
    const model::ActiveSeries* series = nullptr;  ///< If null, see `reason` and `is_absent`.
    model::Reason reason = model::Reason::none;
    bool is_absent = false;  ///< Conclusively no service on the port.
};
SeriesSeen series_at(const model::World& world, const HostAddress& host_address,
                     model::SeriesKind kind, const model::Service& service);

/// A finding at the series' endpoint; `evidence` and `detail` are raw.
model::Finding finding(const model::FindingKind& kind, const model::ActiveSeries& series,
                       std::string evidence, std::string detail = {});

/// The server's last reply: "421 4.7.0 go away". Empty if there was none.
std::string last_reply(const model::ActiveSeries& series);

/// Why the series ended early, in our words: "turned_away".
std::string ending(const model::ActiveSeries& series);

/// Why addresses of some hosts are unknown; empty if all are known.
std::optional<model::Reason> unseen_hosts(const model::Topology& topology, HostFilter filter);

}  // namespace mailwatchd::checks
