#include "engine/scheduler.h"

#include "engine/pace_record.h"
#include "engine/rules.h"
#include "observe/prober/prober.h"
#include "observe/series/active.h"

#include <algorithm>

namespace mailwatchd::engine {

namespace {

using namespace std::chrono_literals;

/// The wall clock was stepped if it moved this much against the boot clock (failure C3).
constexpr base::Duration step_min = 1min;

/// Interval of sweeping observations that nobody needs, and their minimum age.
constexpr base::Duration sweep_interval = 1h;

/// Pause after a confirmation whose result could not be written.
constexpr base::Duration set_aside_pause = 5min;

/// Delay after a round that did not complete.
constexpr base::Duration unfinished_retry = 2min;

/// Undelivered events that may have caused verdicts not yet reached at the start.
constexpr std::size_t unjudged_causes_max = 1000;

}  // namespace

watch::Waits Scheduler::waits_of(const config::ScheduleSettings& schedule) {
    watch::Waits waits;
    waits.ports = schedule.confirm_ports;
    waits.dns = schedule.confirm_dns;
    waits.series = {schedule.confirm_ports.back()};  // A second series is costly enough.
    return waits;
}

Scheduler::Scheduler(Tools tools, std::shared_ptr<const Plan> plan, store::Loaded loaded)
    : tools_{std::move(tools)},
      plan_{std::move(plan)},
      install_id_{loaded.install_id},
      targets_{[&observer = tools_.observer](const model::Needs& needs) {
          return observer.subjects_of(needs);
      }},
      sender_{{tools_.executor, tools_.clock, tools_.db, tools_.sink, tools_.run_blocking,
               tools_.metrics, tools_.log}},
      state_writer_{{tools_.executor, tools_.clock, tools_.db, targets_, sender_,
                     tools_.observer.numbers(), tools_.metrics, tools_.log},
                    loaded.install_id,
                    waits_of(plan_->configuration.schedule),
                    tools_.observer.reading_kinds()},
      evidence_{
          {tools_.clock, tools_.observer, tools_.db, targets_, state_writer_.standing_table()}},
      rejudge_{{tools_.clock, tools_.observer, targets_, state_writer_, evidence_}},
      next_due_{[this](const Target& target, const model::Topology& topology, base::Instant began) {
          return next_due(target, topology, began);
      }},
      tasks_{tools_.executor},
      started_{tools_.clock.ticks()},
      last_wall_{tools_.clock.now()},
      last_ticks_{tools_.clock.ticks()} {
    restore(loaded);
    rejudge_.set_rules(rules_of(*plan_));
    for (const auto& target : plan_->targets) enlist(target);
    tools_.metrics.set_targets(targets_.size());
}

void Scheduler::restore(store::Loaded& loaded) {
    const auto now = tools_.clock.now();
    auto& observer = tools_.observer;
    auto& standing_table = state_writer_.standing_table();
    standing_table.restore(loaded.memory, tools_.clock.moment());
    observer.numbers().start_at(standing_table.next_look_number());
    observer.set_standing_values(
        [&standing_table](const model::Subject& subject, const model::ReadingKind& kind) {
            return standing_table.value(subject, kind);
        });
    observer.set_host_names([this](const model::Subject& subject, std::string_view last) {
        return targets_.host_name(subject, last);
    });
    observer.use<observe::Prober>().set_on_trouble([this] { notice_trouble(); });
    std::vector<net::PaceRecord> pace;
    for (const auto& record : loaded.pace) pace.push_back(to_net(record));
    observer.pace().restore(pace);
    observer.use<observe::Active>().restore(to_observe(loaded.backoffs));
    for (const auto& stored : loaded.observations) observer.restore(stored.key.kind, stored.body);
    for (auto& [id, state, rests_on, gone_at] : loaded.targets) {
        newest_stored_ = std::max(newest_stored_, state.last_round);
        if (gone_at) recorded_gone_.insert(state.target.name);
        state.topology = observer.latest_topology(state.target.name);
        auto known = std::make_shared<const model::TargetState>(std::move(state));
        targets_.add_gone(std::move(known), gone_at.value_or(now));
    }
}

net::Awaitable<void> Scheduler::start() {
    for (const auto handle : targets_.handles()) {
        co_await evidence_.warm_up(handle);
        const bool cancelled = co_await net::is_cancelled();
        if (cancelled) co_return;
    }
    co_await settle_gone();
    co_await judge_unjudged();
    sender_.start();
    co_await learn_until_current();
    tasks_.begin(record_due(targets_.handles()));
    tick();
}

/// Before anything is delivered, so that the entries are complete. If the rules are new, all
/// targets are judged anyway.
net::Awaitable<void> Scheduler::judge_unjudged() {
    if (rejudge_.are_rules_new()) co_return;
    const auto undelivered = std::make_shared<std::vector<model::Transition>>();
    DbExecutor::Job job = [undelivered](store::Store& store) -> base::Outcome {
        auto read = store.undelivered(unjudged_causes_max);
        if (!read) return read.error();
        *undelivered = *std::move(read);
        return {};
    };
    co_await tools_.db.run("reading undelivered events", std::move(job));
    auto causes = std::move(*undelivered);
    const auto need_a_round = co_await rejudge_.judge_unjudged(std::move(causes));
    for (const auto handle : need_a_round)
        if (const auto* const target = targets_.find(handle))
            schedule(*target, tools_.clock.ticks() + overdue_spread(*target));
}

net::Awaitable<void> Scheduler::stop() {
    stopping_ = true;
    // Cancelled tasks end by themselves: waits return immediately, commits are awaited.
    co_await tasks_.stop(tools_.clock);
    co_await state_writer_.stop();
    co_await sender_.stop();
}

net::Awaitable<void> Scheduler::learn_rules() {
    const auto plan = plan_;
    auto reading = rules_reading(*plan, tools_.clock.moment(), tools_.observer.numbers().next());
    if (rejudge_.are_rules_new()) {
        std::vector<Handle> judged;
        targets_.for_each([&](const std::string&, const Target& target) {
            if (target.judged() && rejudge_.is_settled(target)) judged.push_back(target.handle);
        });
        StateWriter::EventOptions silently;
        silently.silently = true;
        co_await rejudge_.judge_again(std::move(judged), silently);
    }
    Intake rules;
    rules.readings.push_back(std::move(reading));
    auto context = rejudge_.context_of(plan);
    auto naming = rejudge_.names_for();
    co_await state_writer_.ingest(std::move(rules), std::move(context), std::move(naming));
}

/// Repeats if a reload arrived while the previous rules were being applied.
net::Awaitable<void> Scheduler::learn_until_current() {
    rejudge_.set_learning(true);
    for (auto learned = plans_ + 1; learned != plans_;) {
        learned = plans_;
        co_await learn_rules();
        if (stopping_) co_return;
    }
    rejudge_.set_learning(false);
}

net::Awaitable<void> Scheduler::apply_rules() {
    if (rejudge_.is_learning()) co_return;  // The call in progress notices the newer rules.
    co_await learn_until_current();
    tick();
}

void Scheduler::tick() {
    again_ = true;
    if (ticking_) return;  // A task that ends where it is started calls this again.
    ticking_ = true;
    base::Ticks now;
    while (std::exchange(again_, false) && !stopping_) {
        notice_steps();
        now = tools_.clock.ticks();
        start_due(now);
        start_looks(now);
        start_pruning(now);
        start_prober_look(now);
        sweep(now);
        count_overdue(now);
    }
    ticking_ = false;
    if (!stopping_) arm(now);
}

/// No wait uses the wall clock. Only the recorded due times are written again.
void Scheduler::notice_steps() {
    const auto wall = tools_.clock.now();
    const auto ticks = tools_.clock.ticks();
    const auto step = (wall - last_wall_) - (ticks - last_ticks_);
    last_wall_ = wall;
    last_ticks_ = ticks;
    if (std::chrono::abs(step) < step_min) return;
    if (std::chrono::abs(step) > std::chrono::abs(largest_step_)) largest_step_ = step;
    tools_.log.write(base::Severity::warning,
                     "the wall clock was stepped; the time until targets are due is unchanged");
    tasks_.begin(record_due(targets_.handles()));
}

/// All that was due at `now` has begun, and the end of each of them calls tick().
void Scheduler::arm(base::Ticks now) {
    auto next = now + watch::sleep_max;
    const bool room = under_way_.size() < plan_->configuration.schedule.max_running;
    for (const auto* const schedule : {&schedule_, &retries_})
        if (const auto due = schedule->next(); due && room && !rejudge_.is_learning())
            next = std::min(next, *due);
    if (const auto recheck = state_writer_.standing_table().next_recheck(now))
        next = std::min(next, *recheck);
    if (const auto look = state_writer_.holder_looks().next()) next = std::min(next, *look);
    if (next_prober_look_ && !looking_at_prober_) next = std::min(next, *next_prober_look_);
    timer_.cancel();
    auto wake = [](Scheduler& self, base::Ticks at, std::uint64_t timer) -> net::Awaitable<void> {
        co_await self.tools_.clock.sleep_until(at);
        if (timer == self.timers_started_) self.tick();
    };
    timer_ = tasks_.begin(wake(*this, std::max(next, now + base::Duration{1}), ++timers_started_));
}

void Scheduler::start_due(base::Ticks now) {
    const auto most = plan_->configuration.schedule.max_running;
    while (!rejudge_.is_learning() && under_way_.size() < most) {
        const auto room = most - under_way_.size();
        auto names = schedule_.due(now, room);
        if (names.empty()) names = retries_.due(now, room);
        if (names.empty()) return;
        for (const auto& name : names) start_round(name, now);
    }
}

/// Only one round runs per name. If a target was removed and added again, its old round ends first
/// and then schedules the new target.
void Scheduler::start_round(const std::string& name, base::Ticks now) {
    const auto due = schedule_.due_of(name);
    schedule_.remove(name);  // Until the round has ended and its next time is known.
    retries_.remove(name);
    const auto* const target = targets_.find(name);
    if (target == nullptr || !under_way_.emplace(name, net::CancelHandle{}).second) return;
    const auto handle = target->handle;
    Occasion occasion;
    occasion.asked_at = targets_.begin_round(handle, now);
    if (due && *due > now && !occasion.asked_at) occasion.regularly_due = due;
    tools_.metrics.set_checks_running(under_way_.size());
    const auto stop = tasks_.begin(round(handle, name, occasion));
    if (const auto at = under_way_.find(name); at != under_way_.end()) at->second = stop;
}

net::Awaitable<void> Scheduler::round(Handle handle, std::string name, Occasion occasion) {
    Round round{round_tools(), next_due_, plan_, handle, occasion};
    const auto next = co_await round.run();
    round_ended(handle, name, next);
}

void Scheduler::round_ended(Handle handle, const std::string& name,
                            std::optional<base::Duration> next) {
    under_way_.erase(name);
    tools_.metrics.set_checks_running(under_way_.size());
    const auto now = tools_.clock.ticks();
    targets_.end_round(handle, now);
    const auto* const target = targets_.find(name);
    if (target != nullptr && target->handle != handle) {
        if (!schedule_.due_of(name)) schedule(*target, now);
    } else if (target != nullptr) {
        const auto most =
            target->plan.settings.interval * 3 / 2;  // A reload may have made it shorter.
        const auto wait = target->asked_at ? 0ms : std::min(next.value_or(unfinished_retry), most);
        if (!stopping_) schedule(*target, now + wait);
        if (after_round) after_round(name);
    }
    tick();
}

/// Removes observations from memory that were made on request or for targets that are gone.
void Scheduler::sweep(base::Ticks now) {
    if (now < next_sweep_) return;
    next_sweep_ = now + sweep_interval;
    std::set<model::Address> addresses;
    targets_.for_each_subject([&](const model::Subject& subject) {
        if (const auto address = subject.ip()) addresses.insert(*address);
    });
    observe::Retained wanted;
    wanted.subject = [this](const model::Subject& subject) {
        return targets_.anybody_rests_on(subject);
    };
    wanted.address = [&](const model::Address& address) { return addresses.contains(address); };
    wanted.host_names = [this](const model::Subject& subject) {
        return targets_.host_names(subject);
    };
    tools_.observer.forget(now - sweep_interval, wanted);
}

void Scheduler::start_looks(base::Ticks now) {
    std::map<model::Subject, std::vector<watch::Recheck>> by_subject;
    auto due = state_writer_.standing_table().due_rechecks(now);
    for (auto& look : state_writer_.holder_looks().take_due(now))
        if (targets_.anybody_wants(look.subject)) due.push_back(std::move(look));
    for (auto& recheck : due) {
        if (rechecking_.contains(recheck.subject)) continue;
        by_subject[recheck.subject].push_back(std::move(recheck));
    }
    for (auto& [subject, rechecks] : by_subject) {
        rechecking_.insert(subject);
        tasks_.begin(run_rechecks(std::move(rechecks)));
    }
}

net::Awaitable<void> Scheduler::run_rechecks(std::vector<watch::Recheck> rechecks) {
    const auto subject = rechecks.front().subject;
    Confirmation confirmation{round_tools(), plan_, std::move(rechecks)};
    const auto end = co_await confirmation.run();
    // The recheck is still due, and its result cannot be written: pause before the next one.
    if (end.written == Written::set_aside || end.written == Written::damaged)
        co_await tools_.clock.sleep_until(tools_.clock.ticks() + set_aside_pause);
    rechecking_.erase(subject);
    for (const auto handle : end.judged) {
        const auto* const target = targets_.find(handle);
        if (target == nullptr || target->is_running()) continue;
        if (end.need_a_round)
            schedule(*target, tools_.clock.ticks());
        else
            repeat_inconclusive(*target);
    }
    tick();
}

RoundTools Scheduler::round_tools() {
    return {tools_.clock,  tools_.observer, tools_.db, targets_,
            state_writer_, evidence_,       rejudge_,  tools_.metrics};
}

}  // namespace mailwatchd::engine
