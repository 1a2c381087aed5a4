#include "engine/scheduler.h"

#include "engine/confirmation.h"
#include "engine/pace_record.h"
#include "engine/round.h"
#include "engine/rules.h"
#include "observe/readings.h"
#include "watch/freshness.h"

#include <algorithm>
#include <limits>

namespace mailwatchd::engine {

namespace {

using namespace std::chrono_literals;

/// A wall clock that moved this much against the boot clock was stepped (FAILURES C3).
constexpr base::Duration step_min = 1min;

/// Between two looks for what is too old to keep.
constexpr base::Duration prune_interval = 24h;

/// A target this long past its due time counts as overdue.
constexpr base::Duration overdue_grace = 15min;

watch::Waits waits_of(const config::ScheduleSettings& schedule) {
    watch::Waits waits;
    waits.ports = schedule.confirm_ports;
    waits.dns = schedule.confirm_dns;
    waits.series = {schedule.confirm_ports.back()};  // A second series says as much as it takes.
    return waits;
}

/// The state that a target has before its first round.
StatePtr new_state(const TargetPlan& plan) {
    model::TargetState state;
    state.target = plan.settings.name;
    state.interval = plan.settings.interval;
    return std::make_shared<const model::TargetState>(std::move(state));
}

}  // namespace

Scheduler::Scheduler(Tools tools, std::shared_ptr<const Plan> plan, store::Loaded loaded)
    : tools_{tools},
      plan_{std::move(plan)},
      install_id_{loaded.install_id},
      state_writer_{{tools.clock, tools.db, tools.metrics, tools.log},
                    loaded.install_id,
                    waits_of(plan_->configuration.schedule)},
      engine_{[this](const Target& target, const model::Topology& topology) {
                  return next_due(target, topology);
              },
              tools.clock,
              tools.observer,
              tools.db,
              state_writer_,
              targets_,
              tools.metrics,
              tools.log},
      last_wall_{tools.clock.now()},
      last_ticks_{tools.clock.ticks()} {
    state_writer_.beliefs().restore(loaded.memory, tools_.clock.now());
    std::vector<net::PaceRecord> pace;
    for (const auto& record : loaded.pace) pace.push_back(to_net(record));
    tools_.observer.pace().restore(pace);
    tools_.observer.active().restore(to_observe(loaded.kept_off));
    const auto topologies = restore_observations(loaded.observations);
    const auto now = tools_.clock.now();
    for (auto& [id, state, rests_on, gone_at] : loaded.targets) {
        if (const auto found = topologies.find(id); found != topologies.end())
            state.topology = found->second;
        const auto name = state.target.name;
        auto known = std::make_shared<const model::TargetState>(std::move(state));
        gone_[name] = {std::move(known), gone_at.value_or(now), gone_at.has_value()};
    }
    for (const auto& target : plan_->targets) {
        const auto known = gone_.find(target.settings.name.name);
        enlist(target, known == gone_.end() ? nullptr : known->second.state);
    }
    tools_.metrics.set_targets(targets_.size());
}

std::map<watch::SubjectId, observe::TopologyPtr> Scheduler::restore_observations(
    const std::vector<store::Stored>& stored) {
    std::map<watch::SubjectId, observe::TopologyPtr> topologies;
    for (const auto& [key, taken_at, body] : stored) {
        if (key.kind == store::kind_of_observation<model::Topology>)
            topologies[key.subject] = store::decoded<model::Topology>(body);
        if (key.kind != store::kind_of_observation<model::ZoneHealth>) continue;
        const auto health = store::decoded<model::ZoneHealth>(body);
        if (!health) continue;
        tools_.observer.zones().remember(*health);  // Each takes those that it knows.
        tools_.observer.reputations().lists().remember(*health);
    }
    return topologies;
}

void Scheduler::enlist(const TargetPlan& plan, StatePtr known) {
    const auto& name = plan.settings.name.name;
    const auto now = tools_.clock.now();
    if (!known) {
        targets_.add(plan, new_state(plan));
        schedule_.set(name, now);
        return;
    }
    auto state = *known;
    state.interval = plan.settings.interval;
    auto& target = targets_.add(plan, std::make_shared<const model::TargetState>(std::move(state)));
    const auto due = target.state->next_due;
    if (target.state->topology) {
        targets_.settle_on(target, target.state->topology);
        tools_.observer.remember(target.state->topology);
    }
    const watch::Plan timing{plan.settings.interval, plan_->configuration.schedule.jitter};
    const watch::Place place{install_id_, name, name};
    set_due(target, watch::due_after_start(timing, place, due, now));
}

net::Awaitable<void> Scheduler::start() {
    std::vector<std::string> names;
    targets_.for_each([&](const std::string& name, Target&) { names.push_back(name); });
    for (const auto& name : names) co_await warm_up(engine_, name);
    co_await settle_gone();
    co_await tell_again();
    co_await learn_rules();
    tick();
}

net::Awaitable<void> Scheduler::tell_again() {
    const auto untold = std::make_shared<std::vector<model::Transition>>();
    DbExecutor::Job job = [untold](Desk desk) -> base::Outcome {
        auto found = desk.store.undelivered(std::numeric_limits<std::int32_t>::max());
        if (!found) return found.error();
        *untold = *std::move(found);
        return {};
    };
    co_await tools_.db.run(std::move(job));
    for (const auto& transition : *untold)
        tools_.log.write(base::Severity::warning,
                         "telling again after an unclean end: " + transition.id);
    co_await state_writer_.tell(std::move(*untold));
}

void Scheduler::reload(std::shared_ptr<const Plan> plan) {
    plan_ = std::move(plan);
    tools_.observer.set_settings(plan_->observer_settings());
    state_writer_.beliefs().set_waits(waits_of(plan_->configuration.schedule));
    std::set<std::string> wanted;
    const auto now = tools_.clock.now();
    for (const auto& target : plan_->targets) {
        const auto& name = target.settings.name.name;
        wanted.insert(name);
        auto* const known = targets_.find(name);
        if (known == nullptr) {
            take_back(target);
            continue;
        }
        known->plan = target;
        auto state = *known->state;
        state.interval = target.settings.interval;
        known->state = std::make_shared<const model::TargetState>(std::move(state));
        if (known->state->topology) targets_.settle_on(*known, known->state->topology);
        // A round under way sets the next due time itself; due now, it would only keep us ticking.
        if (known->running) continue;
        const auto due = schedule_.due_of(name).value_or(now);
        set_due(*known, watch::clamp_due(target.settings.interval, due, now));
    }
    std::vector<std::string> gone;
    targets_.for_each([&](const std::string& name, Target&) {
        if (!wanted.contains(name)) gone.push_back(name);
    });
    for (const auto& name : gone) dismiss(name);
    tools_.metrics.set_targets(targets_.size());
    spawn(apply_rules());
}

net::Awaitable<void> Scheduler::learn_rules() {
    const auto plan = plan_;
    auto reading = rules_reading(*plan, tools_.clock.now());
    const auto known = state_writer_.beliefs().value(reading.subject, reading.name);
    if (!known.empty() && known != reading.value) {
        std::vector<std::string> names;
        targets_.for_each([&](const std::string& name, Target& target) {
            if (target.judged() && is_settled(engine_, target)) names.push_back(name);
        });
        const StateWriter::Telling telling{nullptr, true};
        co_await judge_and_record(engine_, std::move(names), telling);
    }
    std::vector<model::Reading> readings{std::move(reading)};
    std::vector<store::Observed> nothing_seen;
    auto context = context_of(engine_, *plan);
    auto naming = names_for(engine_);
    auto changes = co_await state_writer_.believe(std::move(readings), std::move(nothing_seen),
                                                  std::move(context), std::move(naming));
    co_await state_writer_.tell(std::move(changes));
}

net::Awaitable<void> Scheduler::apply_rules() {
    learning_ = true;  // A round meanwhile would tell a change of our mind as the world's.
    co_await learn_rules();
    learning_ = false;
    tick();
}

void Scheduler::spawn(net::Awaitable<void> work) {
    const auto id = next_work_++;
    const net::Stop stop;
    work_.emplace(id, stop);
    net::spawn(tools_.executor, std::move(work), stop);
    std::erase_if(work_, [](const auto& entry) { return entry.second.has_ended(); });
}

net::Awaitable<void> Scheduler::stop() {
    stopping_ = true;
    alarm_.now();
    for (const auto& [id, stop] : work_) stop.now();
    // Every work ends by itself once cancelled: its waits return at once, its commit is waited for.
    while (std::ranges::any_of(work_, [](const auto& entry) { return !entry.second.has_ended(); }))
        co_await tools_.clock.sleep_until(tools_.clock.ticks() + 20ms);
}

void Scheduler::tick() {
    again_ = true;
    if (ticking_) return;  // Work that ends where it is started comes back here.
    ticking_ = true;
    while (std::exchange(again_, false) && !stopping_) {
        notice_steps();
        const auto now = tools_.clock.now();
        start_due(now);
        start_looks(now);
        start_pruning(now);
        count_overdue(now);
    }
    ticking_ = false;
    if (!stopping_) arm();
}

void Scheduler::notice_steps() {
    const auto wall = tools_.clock.now();
    const auto ticks = tools_.clock.ticks();
    const auto step = (wall - last_wall_) - (ticks - last_ticks_);
    last_wall_ = wall;
    last_ticks_ = ticks;
    if (std::chrono::abs(step) < step_min) return;
    tools_.log.write(base::Severity::warning, "the wall clock was stepped; due times move with it");
    schedule_.shift(step);
    state_writer_.beliefs().shift(step);
}

void Scheduler::arm() {
    auto next = tools_.clock.now() + watch::sleep_max;
    const bool room = running_ < plan_->configuration.schedule.max_running;
    if (const auto due = schedule_.next(); due && room) next = std::min(next, *due);
    // The next look may be one that is under way: its end ticks, so it is not waited for closely.
    const auto soonest = tools_.clock.now() + (looking_.empty() ? 0s : 1s);
    if (const auto look = state_writer_.beliefs().next_look())
        next = std::min(next, std::max(*look, soonest));
    const auto when = tools_.clock.ticks() + std::max(next - tools_.clock.now(), base::Duration{1});
    alarm_.now();
    alarm_ = net::Stop{};
    auto ring = [](Scheduler& self, base::Ticks at, std::uint64_t alarm) -> net::Awaitable<void> {
        co_await self.tools_.clock.sleep_until(at);
        if (alarm == self.alarms_) self.tick();
    };
    net::spawn(tools_.executor, ring(*this, when, ++alarms_), alarm_);
}

void Scheduler::start_due(base::Instant now) {
    if (learning_) return;
    for (const auto& name : schedule_.due(now)) {
        if (running_ >= plan_->configuration.schedule.max_running) return;
        auto* const target = targets_.find(name);
        if (target == nullptr || target->running) continue;
        target->running = true;
        target->running_since = now;
        schedule_.remove(name);  // Until the round has ended and knows the next time.
        ++running_;
        tools_.metrics.set_checks_running(running_);
        spawn(round(name));
    }
}

net::Awaitable<void> Scheduler::round(std::string name) {
    const auto plan = plan_;
    co_await run_round(engine_, *plan, name);
    --running_;
    tools_.metrics.set_checks_running(running_);
    if (auto* const target = targets_.find(name)) {
        target->running = false;
        const auto due = target->asked_at ? tools_.clock.now() : target->state->next_due;
        if (!stopping_) schedule(*target, due);
        if (after_round) after_round(name);
    }
    tick();
}

void Scheduler::start_pruning(base::Instant now) {
    if (now < next_prune_) return;
    next_prune_ = now + prune_interval;
    spawn(prune(now - plan_->configuration.daemon.retention));
}

void Scheduler::start_looks(base::Instant now) {
    std::map<std::string, std::vector<watch::Look>> by_subject;
    for (auto& look : state_writer_.beliefs().due_doubts(now)) {
        if (looking_.contains(look.subject.text)) continue;
        by_subject[look.subject.text].push_back(std::move(look));
    }
    for (auto& [subject, looks] : by_subject) {
        looking_.insert(subject);
        spawn(look(std::move(looks)));
    }
}

net::Awaitable<void> Scheduler::look(std::vector<watch::Look> looks) {
    const auto subject = looks.front().subject.text;
    const auto plan = plan_;
    const auto names = co_await look_again(engine_, *plan, std::move(looks));
    looking_.erase(subject);
    for (const auto& name : names) {
        const auto* const target = targets_.find(name);
        if (target != nullptr && !target->running) schedule(*target, tools_.clock.now());
    }
    tick();
}

base::Instant Scheduler::next_due(const Target& target, const model::Topology& topology) const {
    const auto& name = target.plan.settings.name.name;
    const auto mail_hosts = observe::mx_text(topology);
    const watch::Plan timing{target.plan.settings.interval, plan_->configuration.schedule.jitter};
    const watch::Place place{install_id_, name, mail_hosts.empty() ? name : mail_hosts};
    return watch::next_due(timing, place, tools_.clock.now());
}

/// A paused target is never due.
void Scheduler::schedule(const Target& target, base::Instant due) {
    if (!target.state->paused) schedule_.set(target.plan.settings.name.name, due);
}

void Scheduler::set_due(Target& target, base::Instant due) {
    schedule(target, due);
    auto state = *target.state;
    state.next_due = due;
    target.state = std::make_shared<const model::TargetState>(std::move(state));
}

void Scheduler::count_overdue(base::Instant now) {
    const auto late = schedule_.due(now - overdue_grace).size();
    for (const auto* check : checks::all()) tools_.metrics.set_checks_overdue(check->name, late);
}

}  // namespace mailwatchd::engine
