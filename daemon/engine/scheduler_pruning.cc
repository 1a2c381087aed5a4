// The part of Scheduler that deletes what is too old. All deletions by the wall clock are behind
// watch::may_prune (failure C9).
#include "engine/scheduler.h"

#include <algorithm>

namespace mailwatchd::engine {

namespace {

using namespace std::chrono_literals;

constexpr base::Duration prune_interval = 24h;

/// Until the next question whether the clock can be trusted.
constexpr base::Duration ask_again_after = 1h;

/// How long everything is kept of a target that is no longer configured, and of hosts that no
/// target rests on (failures F4, F5).
constexpr base::Duration gone_kept = 30 * 24h;

}  // namespace

/// The gap follows a correction of the clock after the start.
watch::ClockEvidence Scheduler::clock_evidence() const {
    watch::ClockEvidence seen;
    seen.up = tools_.clock.ticks() - started_;
    seen.is_kept = tools_.clock.is_kept();
    seen.stepped = largest_step_;
    if (newest_stored_ != base::Instant{}) seen.gap = tools_.clock.now() - newest_stored_ - seen.up;
    for (const auto& target : plan_->targets)
        seen.longest_interval = std::max(seen.longest_interval, target.settings.interval);
    return seen;
}

/// Says each reason once.
bool Scheduler::refuses_to_prune() {
    const auto now = pruning();
    const auto why = watch::why_not(now);
    if (std::exchange(reported_pruning_, now) != now && !why.empty())
        tools_.log.write(base::Severity::warning,
                         "not deleting old history: " + std::string{why} +
                             "; set the clock and run a time server (mailwatchctl doctor)");
    return now != watch::Pruning::allowed;
}

void Scheduler::start_pruning(base::Ticks now) {
    if (now < next_prune_) return;
    const bool refused = refuses_to_prune();
    next_prune_ = now + (refused ? ask_again_after : prune_interval);
    if (!refused) tasks_.begin(prune(tools_.clock.now() - plan_->configuration.daemon.retention));
}

net::Awaitable<void> Scheduler::prune(base::Instant before) {
    DbExecutor::Job job = [before](store::Store& store) { return store.prune(before); };
    const auto outcome = co_await tools_.db.run("pruning old history", std::move(job));
    if (!outcome) tools_.metrics.count_state_write_error();
    co_await state_writer_.forget_gone(tools_.clock.now() - gone_kept);
}

}  // namespace mailwatchd::engine
