// What the daemon knows, as sheets that publish/ shows in any form. They read; they change nothing.
#pragma once

#include "engine/scheduler.h"
#include "publish/sheet.h"

#include <memory>

namespace mailwatchd::control {

/// Everything a page is made of; outlives the servers.
struct Shown {
    const engine::Scheduler& scheduler;
    const observe::Observer& observer;
    const publish::OwnMetrics& metrics;
    std::shared_ptr<const engine::Plan>& plan;  ///< The one in force, which a reload replaces.
    const bool& ready;
    engine::DbExecutor& db;
    net::Clock& clock;
    base::Instant started;
};

/// What is due, running, unconfirmed and paused, and why; whether we ourselves are well.
publish::Sheet status_sheet(const Shown& shown);
/// Every target with score and times; `with_checks`: a column a check, too.
publish::Sheet targets_sheet(const Shown& shown, bool with_checks);
/// Every block list: whether it may be believed, since when, and why not.
publish::Sheet dnsbl_sheet(const Shown& shown);
/// Which mail services run where, with which software: what believes is, since when.
publish::Sheet inventory_sheet(const Shown& shown);
publish::Sheet events_sheet(const std::vector<model::Transition>& events);

}  // namespace mailwatchd::control
