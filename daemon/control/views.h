// The daemon's state as sheets, which publish/ renders in any format. Read only.
#pragma once

#include "engine/scheduler.h"
#include "publish/view.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace mailwatchd::control {

/// What the pages read; outlives the servers.
struct PageContext {
    const engine::Scheduler& scheduler;
    const observe::Observer& observer;
    const publish::OwnMetrics& metrics;
    std::shared_ptr<const engine::Plan>& plan;  ///< The active plan, which a reload replaces.
    const bool& ready;
    engine::DbExecutor& db;
    net::Clock& clock;
    base::Instant started;
    /// The damaged states that nobody has taken away yet.
    std::function<std::vector<std::string>()> moved_aside;
};

/// Running and due audits, pending changes, pauses, acknowledgements and local problems.
publish::View status_view(const PageContext& context);
/// All targets with score and times; `with_checks` adds one column per check.
publish::View targets_view(const PageContext& context, bool with_checks);
/// All block lists with the latest result of their self-test.
publish::View dnsbl_view(const PageContext& context);
/// Open mail services with their software.
publish::View inventory_view(const PageContext& context);
publish::View events_view(const std::vector<model::Transition>& events);

}  // namespace mailwatchd::control
