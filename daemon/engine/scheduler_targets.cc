// The Scheduler's part of targets that come and go, rest, or are asked for.
#include "engine/scheduler.h"

#include <algorithm>

namespace mailwatchd::engine {

namespace {

using namespace std::chrono_literals;

/// How long all is kept of a target that is no longer configured, and of hosts that no target rests
/// on (failures F4, F5).
constexpr base::Duration gone_kept = 30 * 24h;

/// Targets whose due times are one transaction.
constexpr std::size_t batch_targets_max = 64;

/// Two readings of two clocks are this far apart at most.
constexpr base::Duration clocks_apart = 1s;

}  // namespace

/// A target that was configured before has all that is known of it again, and is doubted or judged
/// as if it had never left.
void Scheduler::enlist(const TargetPlan& plan) {
    const auto& target = *targets_.find(targets_.add(plan));
    const auto now = tools_.clock.now();
    auto due = now;
    if (target.state->next_due != base::Instant{}) {
        const watch::Plan timing{plan.settings.interval, plan_->configuration.schedule.jitter};
        const watch::Place place{install_id_, target.name(), target.name()};
        due = watch::due_after_start(timing, place, target.state->next_due, now);
    }
    schedule(target, ticks_of(due));
}

void Scheduler::dismiss(const Target& target) {
    const auto name = target.name();
    schedule_.remove(name);
    resting_.erase(name);
    targets_.remove(target.handle, tools_.clock.now());
    if (const auto round = under_way_.find(name); round != under_way_.end()) round->second.now();
    tasks_.begin(state_writer_.record_gone(name));
}

void Scheduler::change_plan(const Target& target, const TargetPlan& plan,
                            std::vector<Handle>& retimed) {
    targets_.set_plan(target.handle, plan);
    // A round under way sets the next due time itself; due now, it would only keep us ticking.
    if (target.is_running()) return;
    const auto now = tools_.clock.ticks();
    const auto due = planned(target.name()).value_or(now);
    schedule(target, std::clamp(due, now, now + plan.settings.interval));
    retimed.push_back(target.handle);
}

void Scheduler::reload(std::shared_ptr<const Plan> plan) {
    plan_ = std::move(plan);
    ++plans_;
    tools_.observer.set_settings(plan_->observer_settings());
    state_writer_.beliefs().set_waits(waits_of(plan_->configuration.schedule));
    std::set<std::string> wanted;
    std::vector<Handle> retimed;
    for (const auto& target : plan_->targets) {
        const auto& name = target.settings.name.name;
        wanted.insert(name);
        if (const auto* const known = targets_.find(name)) {
            change_plan(*known, target, retimed);
            continue;
        }
        enlist(target);
        retimed.push_back(targets_.find(name)->handle);
        tasks_.begin(state_writer_.record_gone(name));
    }
    for (const auto handle : targets_.handles()) {
        const auto& target = *targets_.find(handle);
        if (!wanted.contains(target.name())) dismiss(target);
    }
    tools_.metrics.set_targets(targets_.size());
    tasks_.begin(record_due(std::move(retimed)));
    tasks_.begin(apply_rules());
}

/// What is recorded of when targets are due, where it is not so any more.
net::Awaitable<void> Scheduler::record_due(std::vector<Handle> targets) {
    for (std::size_t from = 0; from < targets.size(); from += batch_targets_max) {
        const auto to = std::min(targets.size(), from + batch_targets_max);
        std::vector<TargetChange> changes;
        for (std::size_t i = from; i < to; ++i) {
            TargetChange change;
            change.target = targets[i];
            change.edit = [this](const Target& target) -> std::optional<TargetUpdate> {
                const auto planned_at = planned(target.name());
                if (!target.judged() || !planned_at) return std::nullopt;
                const auto due = instant_of(*planned_at);
                if (std::chrono::abs(due - target.state->next_due) < clocks_apart &&
                    target.state->interval == target.plan.settings.interval)
                    return std::nullopt;
                TargetUpdate update;
                update.state = *target.state;
                update.state.next_due = due;
                return update;
            };
            changes.push_back(std::move(change));
        }
        const StateWriter::Telling nothing;
        co_await state_writer_.record(std::move(changes), nothing);
        if (stopping_) co_return;
    }
}

/// At a start: who left and who returned while we did not run.
net::Awaitable<void> Scheduler::settle_gone() {
    std::set<std::string> changed;
    for (const auto& [name, gone] : targets_.gone())
        if (!recorded_gone_.contains(name)) changed.insert(name);
    for (const auto& name : recorded_gone_)
        if (targets_.find(name) != nullptr) changed.insert(name);
    recorded_gone_.clear();
    for (const auto& name : changed) co_await state_writer_.record_gone(name);
}

net::Awaitable<void> Scheduler::prune(base::Instant before) {
    DbExecutor::Job job = [before](store::Store& store) { return store.prune(before); };
    const auto outcome = co_await tools_.db.run("pruning old history", std::move(job));
    if (!outcome) tools_.metrics.count_state_write_error();
    co_await state_writer_.forget_gone(tools_.clock.now() - gone_kept);
}

void Scheduler::recheck(const std::string& name) {
    const auto* const target = targets_.find(name);
    if (target == nullptr || target->state->paused) return;
    targets_.ask(target->handle, tools_.clock.ticks());
    if (!target->is_running()) schedule(*target, tools_.clock.ticks());
    tick();
}

net::Awaitable<void> Scheduler::edit_accepted(std::string name, EditAccepted edit) {
    const auto* const target = targets_.find(name);
    if (target == nullptr) co_return;
    TargetChange change;
    change.target = target->handle;
    change.edit = [&edit](const Target& current) -> std::optional<TargetUpdate> {
        TargetUpdate update;
        update.state = *current.state;
        edit(update.state.accepted);
        return update;
    };
    std::vector<TargetChange> changes;
    changes.push_back(std::move(change));
    const StateWriter::Telling nothing;
    co_await state_writer_.record(std::move(changes), nothing);
}

net::Awaitable<void> Scheduler::set_paused(std::string name, bool paused, std::string why) {
    const auto* const asked = targets_.find(name);
    if (asked == nullptr) co_return;
    const auto handle = asked->handle;
    const auto now = tools_.clock.now();
    TargetChange change;
    change.target = handle;
    change.edit = [&](const Target& current) -> std::optional<TargetUpdate> {
        if (current.state->paused == paused) return std::nullopt;
        TargetUpdate update;
        update.state = *current.state;
        update.state.paused = paused;
        update.state.paused_at = paused ? now : base::Instant{};
        update.state.paused_why = paused ? why : std::string{};
        return update;
    };
    std::vector<TargetChange> changes;
    changes.push_back(std::move(change));
    const StateWriter::Telling nothing;
    co_await state_writer_.record(std::move(changes), nothing);
    const auto* const target = targets_.find(name);
    if (target == nullptr) co_return;
    if (!target->is_running()) {
        const auto current = tools_.clock.ticks();
        const auto due = planned(name).value_or(current);
        schedule(*target, std::clamp(due, current, current + target->plan.settings.interval));
    }
    tick();
}

}  // namespace mailwatchd::engine
