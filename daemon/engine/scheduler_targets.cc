// The part of Scheduler for targets that come and go, are paused, or are requested.
#include "engine/rules.h"
#include "engine/scheduler.h"

#include <algorithm>

namespace mailwatchd::engine {

namespace {

using namespace std::chrono_literals;

/// Maximum difference between two readings of the two clocks.
constexpr base::Duration clocks_apart = 1s;

base::Instant last_run(const model::TargetState& state) {
    base::Instant last;
    for (const auto& check : state.checks) last = std::max(last, check.last_run);
    return last;
}

}  // namespace

/// A target that was configured before gets its recorded state back, including its pending changes.
Handle Scheduler::enlist(const TargetPlan& plan) {
    const auto handle = targets_.add(plan);
    const auto& target = *targets_.find(handle);
    const auto now = tools_.clock.moment();
    auto due = now.wall;
    if (target.state->next_due != base::Instant{})
        due = watch::due_after_start(timing_of(target), place_of(target, target.name()),
                                     target.state->next_due, now.wall);
    // Its retries count from there.
    targets_.end_round(handle, base::ticks_of(last_run(*target.state), now));
    schedule(target, now.ticks + (due - now.wall));
    return handle;
}

void Scheduler::dismiss(const Target& target) {
    const auto name = target.name();
    schedule_.remove(name);
    retries_.remove(name);
    resting_.erase(name);
    targets_.remove(target.handle, tools_.clock.now());
    if (const auto round = under_way_.find(name); round != under_way_.end()) round->second.cancel();
    tasks_.begin(state_writer_.record_gone(name));
}

void Scheduler::change_plan(const Target& target, const TargetPlan& plan,
                            std::vector<Handle>& retimed) {
    targets_.set_plan(target.handle, plan);
    // A round in progress sets the next due time itself; an earlier one would only cause needless
    // ticks.
    if (target.is_running()) return;
    reschedule(target);
    retimed.push_back(target.handle);
}

void Scheduler::reload(std::shared_ptr<const Plan> plan) {
    plan_ = std::move(plan);
    ++plans_;
    rejudge_.set_rules(rules_of(*plan_));
    tools_.observer.set_settings(plan_->observer_settings());
    state_writer_.standing_table().set_waits(waits_of(plan_->configuration.schedule));
    std::set<std::string> wanted;
    std::vector<Handle> retimed;
    for (const auto& target : plan_->targets) {
        const auto& name = target.settings.name.name;
        wanted.insert(name);
        if (const auto* const known = targets_.find(name)) {
            change_plan(*known, target, retimed);
            continue;
        }
        retimed.push_back(enlist(target));
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

/// Records the due times of targets whose recorded time differs.
net::Awaitable<void> Scheduler::record_due(std::vector<Handle> targets) {
    Edit edit = [this](const Target& target) -> std::optional<TargetUpdate> {
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
    const StateWriter::EventOptions nothing;
    co_await state_writer_.record(std::move(targets), std::move(edit), nothing);
}

/// At the start: records which targets left and returned while the daemon was down.
net::Awaitable<void> Scheduler::settle_gone() {
    std::set<std::string> changed;
    for (const auto& [name, gone] : targets_.gone())
        if (!recorded_gone_.contains(name)) changed.insert(name);
    for (const auto& name : recorded_gone_)
        if (targets_.find(name) != nullptr) changed.insert(name);
    recorded_gone_.clear();
    for (const auto& name : changed) co_await state_writer_.record_gone(name);
}

void Scheduler::recheck(const std::string& name) {
    const auto* const target = targets_.find(name);
    if (target == nullptr || target->state->paused) return;
    targets_.ask(target->handle, tools_.clock.ticks());
    if (!target->is_running()) schedule(*target, tools_.clock.ticks());
    tick();
}

net::Awaitable<Written> Scheduler::edit_acknowledged(std::string name, EditAcknowledged edit_all) {
    const auto* const target = targets_.find(name);
    if (target == nullptr) co_return Written::cancelled;
    Edit edit = [&edit_all](const Target& current) -> std::optional<TargetUpdate> {
        TargetUpdate update;
        update.state = *current.state;
        edit_all(update.state.acknowledged);
        return update;
    };
    std::vector<Handle> one{target->handle};
    const StateWriter::EventOptions nothing;
    const auto written = co_await state_writer_.record(std::move(one), std::move(edit), nothing);
    co_return written;
}

net::Awaitable<Written> Scheduler::set_paused(std::string name, bool paused, std::string why) {
    const auto* const asked = targets_.find(name);
    if (asked == nullptr) co_return Written::cancelled;
    std::vector<Handle> one{asked->handle};
    const auto now = tools_.clock.now();
    Edit edit = [&](const Target& current) -> std::optional<TargetUpdate> {
        if (current.state->paused == paused) return std::nullopt;
        TargetUpdate update;
        update.state = *current.state;
        update.state.paused = paused;
        update.state.paused_at = paused ? now : base::Instant{};
        update.state.paused_why = paused ? why : std::string{};
        return update;
    };
    const StateWriter::EventOptions nothing;
    const auto written = co_await state_writer_.record(std::move(one), std::move(edit), nothing);
    if (!is_installed(written)) co_return written;
    const auto* const target = targets_.find(name);
    if (target == nullptr) co_return written;
    if (!target->is_running()) reschedule(*target);
    tick();
    co_return written;
}

}  // namespace mailwatchd::engine
