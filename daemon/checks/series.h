// What the checks that need MAIL and RCPT share: which series are wanted, and what one address of
// the target has to say.
#pragma once

#include "checks/hosts.h"
#include "model/report.h"
#include "model/world.h"

#include <optional>

namespace mailwatchd::checks {

/// Series of that kind with every address of the hosts, and the sessions that go before them.
void want_series(model::Needs& needs, const model::Topology& topology, HostFilter filter,
                 model::SeriesKind kind, const model::Service& service);

/// What is known of one address for a kind of series.
struct SeriesSeen {
    const model::ActiveSeries* series = nullptr;  ///< Taken; null: `reason` or `is_absent`.
    model::Reason reason = model::Reason::none;
    bool is_absent = false;  ///< Conclusively no service there.
};
SeriesSeen series_at(const model::World& world, const Spot& spot, model::SeriesKind kind,
                     const model::Service& service);

/// A finding at the series' endpoint; `evidence` is raw.
model::Finding finding(const model::FindingKind& kind, const model::ActiveSeries& series,
                       std::string evidence);

/// How the series ended, where that was early: "turned_away: 421 4.7.0 too many errors".
std::string ending(const model::ActiveSeries& series);

/// Why the hosts whose addresses are unknown were not asked; nothing where all are known.
std::optional<model::Reason> unseen_hosts(const model::Topology& topology, HostFilter filter);

}  // namespace mailwatchd::checks
