// The Scheduler's part of targets that come and go, rest, or are asked for.
#include "engine/scheduler.h"

#include <algorithm>

namespace mailwatchd::engine {

namespace {

using namespace std::chrono_literals;

/// How long all is kept of a target that is no longer configured, and of hosts that no target rests
/// on (FAILURES F4, F5).
constexpr base::Duration gone_kept = 30 * 24h;

}  // namespace

void Scheduler::dismiss(const std::string& name) {
    const auto now = tools_.clock.now();
    gone_[name] = {targets_.find(name)->state, now, true};
    schedule_.remove(name);
    targets_.remove(name);
    spawn(record_gone(name, now));
}

/// A target that was configured before has all that is known of it again, and is doubted or judged
/// as if it had never left.
void Scheduler::take_back(const TargetPlan& plan) {
    const auto& name = plan.settings.name.name;
    const auto known = gone_.find(name);
    enlist(plan, known == gone_.end() ? nullptr : known->second.state);
    if (known == gone_.end()) return;
    gone_.erase(known);
    spawn(record_gone(name, std::nullopt));
}

net::Awaitable<void> Scheduler::record_gone(std::string name, std::optional<base::Instant> since) {
    const auto target = state_writer_.beliefs().intern(model::Subject::name(name));
    DbExecutor::Job job = [target, since](Desk desk) { return desk.store.set_gone(target, since); };
    const auto outcome = co_await tools_.db.run(std::move(job));
    if (!outcome) tools_.metrics.count_state_write_error();
}

/// At a start: who left and who returned while we did not run.
net::Awaitable<void> Scheduler::settle_gone() {
    std::vector<std::pair<std::string, std::optional<base::Instant>>> changed;
    for (auto& [name, gone] : gone_) {
        const bool is_back = targets_.find(name) != nullptr;
        if (is_back == gone.is_recorded)
            changed.emplace_back(name, is_back ? std::nullopt : std::optional{gone.since});
        gone.is_recorded = true;
    }
    std::erase_if(gone_, [this](const auto& each) { return targets_.find(each.first) != nullptr; });
    for (const auto& [name, since] : changed) co_await record_gone(name, since);
}

net::Awaitable<void> Scheduler::prune(base::Instant before) {
    DbExecutor::Job job = [before](Desk desk) { return desk.store.prune(before); };
    const auto outcome = co_await tools_.db.run(std::move(job));
    if (!outcome) tools_.metrics.count_state_write_error();
    const auto forgotten = tools_.clock.now() - gone_kept;
    std::erase_if(gone_, [&](const auto& each) { return each.second.since < forgotten; });
    co_await state_writer_.forget_gone(forgotten);
}

void Scheduler::recheck(const std::string& name) {
    auto* const target = targets_.find(name);
    if (target == nullptr || target->state->paused) return;
    target->asked_at = tools_.clock.now();
    if (!target->running) schedule(*target, tools_.clock.now());
    tick();
}

net::Awaitable<void> Scheduler::set_accepted(std::string name, std::vector<model::Acceptance> all) {
    auto* const target = targets_.find(name);
    if (target == nullptr) co_return;
    auto state = *target->state;
    state.accepted = std::move(all);
    target->state = std::make_shared<const model::TargetState>(std::move(state));
    co_await record_state(engine_, std::move(name));
}

net::Awaitable<void> Scheduler::set_paused(std::string name, bool paused, std::string why) {
    auto* const target = targets_.find(name);
    if (target == nullptr || target->state->paused == paused) co_return;
    const auto now = tools_.clock.now();
    auto state = *target->state;
    state.paused = paused;
    state.paused_at = paused ? now : base::Instant{};
    state.paused_why = paused ? std::move(why) : std::string{};
    target->state = std::make_shared<const model::TargetState>(std::move(state));
    schedule_.remove(name);
    if (!paused && !target->running) schedule(*target, std::max(target->state->next_due, now));
    co_await record_state(engine_, std::move(name));
    tick();
}

}  // namespace mailwatchd::engine
