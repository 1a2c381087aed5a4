// From observations to reports: the code that a one-off audit and a round of the daemon share.
// Pure, except for `run_checks`, which uses the Observer.
#pragma once

#include "engine/plan.h"
#include "model/state.h"
#include "observe/observer.h"

#include <memory>
#include <vector>

namespace mailwatchd::engine {

/// The result of one check of a target.
struct CheckResult {
    std::string_view check;
    int weight = 0;
    model::Report report;
};

struct CheckRun {
    observe::TopologyPtr topology;
    model::Needs needs;
    model::World world;
    std::vector<CheckResult> results;
};

/// The union of what the target's checks need, and where active probes are allowed.
model::Needs needs_of(const model::Topology& topology, const TargetPlan& target);

std::vector<CheckResult> judge(const model::World& world, const CheckPlans& checks);

/// The state to record after a run. Conclusive reports replace the standing ones; the others only
/// set their reason (docs/verdicts.md, Verdicts, standings, gauges). Checks without a result keep
/// their state. Due times do not change.
model::TargetState after_run(model::TargetState state, const CheckPlans& checks,
                             const std::vector<CheckResult>& results, observe::TopologyPtr topology,
                             base::Instant now);

/// Counts a run of each check that is inconclusive, for its retries (watch/retry.h).
void count_inconclusive(model::TargetState& state);

/// Discovers, observes and judges once, without the stored state.
net::Awaitable<CheckRun> run_checks(observe::Observer& observer, observe::DiscoveryScope scope,
                                    TargetPlan target, observe::Freshness freshness,
                                    observe::Progress progress);

}  // namespace mailwatchd::engine
