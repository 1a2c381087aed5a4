// The daemon's state as sheets, which publish/ renders in any format. Read only.
#pragma once

#include "engine/scheduler.h"
#include "publish/sheet.h"

#include <memory>

namespace mailwatchd::control {

/// What the pages read; outlives the servers.
struct Shown {
    const engine::Scheduler& scheduler;
    const observe::Observer& observer;
    const publish::OwnMetrics& metrics;
    std::shared_ptr<const engine::Plan>& plan;  ///< The active plan, which a reload replaces.
    const bool& ready;
    engine::DbExecutor& db;
    net::Clock& clock;
    base::Instant started;
};

/// Running and due audits, pending changes, pauses, acknowledgements and local problems.
publish::Sheet status_sheet(const Shown& shown);
/// All targets with score and times; `with_checks` adds one column per check.
publish::Sheet targets_sheet(const Shown& shown, bool with_checks);
/// All block lists with the latest result of their self-test.
publish::Sheet dnsbl_sheet(const Shown& shown);
/// Open mail services with their software.
publish::Sheet inventory_sheet(const Shown& shown);
publish::Sheet events_sheet(const std::vector<model::Transition>& events);

}  // namespace mailwatchd::control
