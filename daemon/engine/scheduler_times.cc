// The part of Scheduler that computes when targets are due.
#include "engine/scheduler.h"
#include "observe/topology/readings.h"
#include "watch/retry.h"

#include <algorithm>

namespace mailwatchd::engine {

namespace {

using namespace std::chrono_literals;

/// Delay of a retry whose time has passed: after a restart, or if its round reached no verdicts.
constexpr base::Duration late_retry = 5min;

/// A target this long past its due time counts as overdue.
constexpr base::Duration overdue_grace = 15min;

/// Targets with the same key are observed together: the MX set, or their own name if there is none.
std::string spread_key(const Target& target, const model::Topology* topology) {
    const auto mail_hosts = topology == nullptr ? std::string{} : observe::mx_text(*topology);
    return mail_hosts.empty() ? target.name() : mail_hosts;
}

std::string spread_key(const Target& target) {
    return spread_key(target, target.state->topology.get());
}

}  // namespace

/// A round that took longer than the interval was one of two.
base::Instant Scheduler::next_due(const Target& target, const model::Topology& topology,
                                  base::Instant began) const {
    const auto place = place_of(target, spread_key(target, &topology));
    const auto due = watch::next_due(timing_of(target), place, began);
    const auto now = tools_.clock.now();
    return due > now ? due : watch::next_due(timing_of(target), place, now);
}

watch::Timing Scheduler::timing_of(const Target& target) const {
    return {target.plan.settings.interval, plan_->configuration.schedule.jitter};
}

watch::Place Scheduler::place_of(const Target& target, std::string spread_key) const {
    return {install_id_, target.name(), std::move(spread_key)};
}

/// A paused target is never due; its due time is kept for later.
void Scheduler::schedule(const Target& target, base::Ticks due) {
    const auto name = target.name();
    resting_.erase(name);
    schedule_.remove(name);
    retries_.remove(name);
    if (target.state->paused) {
        resting_.emplace(name, due);
    } else {
        schedule_.set(name, due);
        schedule_retry(target, due);
    }
}

/// Before the audit that is due.
void Scheduler::schedule_retry(const Target& target, base::Ticks due) {
    const auto wait = watch::retry_wait(*target.state, place_of(target, spread_key(target)));
    if (!wait) return;
    const auto now = tools_.clock.ticks();
    auto at = target.last_ended + *wait;
    if (at <= now) at = now + late_retry + overdue_spread(target);
    if (at < due) retries_.set(target.name(), at);
}

/// After it was judged outside a round.
void Scheduler::repeat_inconclusive(const Target& target) {
    const auto due = schedule_.due_of(target.name());
    if (due && !retries_.due_of(target.name())) schedule_retry(target, *due);
}

base::Duration Scheduler::overdue_spread(const Target& target) const {
    return watch::spread(place_of(target, spread_key(target)), "overdue",
                         watch::overdue_spread_max);
}

/// Keeps the due time, but no later than one interval from now. Due now if it is unknown.
void Scheduler::reschedule(const Target& target) {
    const auto now = tools_.clock.ticks();
    const auto due = planned(target.name()).value_or(now);
    schedule(target, std::clamp(due, now, now + target.plan.settings.interval));
}

std::optional<base::Ticks> Scheduler::planned(const std::string& name) const {
    const auto resting = resting_.find(name);
    return resting == resting_.end() ? schedule_.due_of(name) : std::optional{resting->second};
}

void Scheduler::count_overdue(base::Ticks now) {
    const auto late = schedule_.count_due(now - overdue_grace);
    for (const auto* check : checks::all()) tools_.metrics.set_checks_overdue(check->name, late);
}

base::Instant Scheduler::instant_of(base::Ticks ticks) const {
    return base::wall_of(ticks, tools_.clock.moment());
}

std::optional<base::Instant> Scheduler::due_of(const std::string& name) const {
    const auto due = schedule_.due_of(name);
    return due ? std::optional{instant_of(*due)} : std::nullopt;
}

std::optional<base::Instant> Scheduler::next_round_of(const std::string& name) const {
    const auto due = schedule_.due_of(name);
    const auto retry = retries_.due_of(name);
    if (!due) return std::nullopt;
    return instant_of(retry ? std::min(*due, *retry) : *due);
}

}  // namespace mailwatchd::engine
