// From observations to reports: what an audit on the spot and a round of the daemon share. Pure but
// for `take_audit`, which goes through the Observer.
#pragma once

#include "engine/plan.h"
#include "model/state.h"
#include "observe/observer.h"

#include <memory>
#include <vector>

namespace mailwatchd::engine {

/// What one run of a target's checks said.
struct CheckResult {
    std::string_view check;
    int weight = 0;
    model::Report report;
};

struct Audit {
    observe::TopologyPtr topology;
    model::Needs needs;
    model::World world;
    std::vector<CheckResult> results;
};

/// The union of what the target's checks want, and where it may be active.
model::Needs needs_of(const model::Topology& topology, const TargetPlan& target);

std::vector<CheckResult> judge(const model::World& world, const CheckPlans& checks);

/// What is recorded of a target after a run: conclusive reports replace the standing ones, the
/// others only leave their reason (docs/verdicts.md, Reasons). Due times stay.
model::TargetState after_run(model::TargetState state, const std::vector<CheckResult>& results,
                             observe::TopologyPtr topology, base::Instant now);

/// Discovers, looks and judges once, without any memory of before.
net::Awaitable<Audit> take_audit(observe::Observer& observer, observe::DiscoveryScope scope,
                                 TargetPlan target, observe::Demand demand,
                                 observe::Progress progress);

}  // namespace mailwatchd::engine
