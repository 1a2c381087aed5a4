#include "engine/round.h"

#include "engine/pace_record.h"
#include "net/spawn.h"
#include "watch/freshness.h"

#include <algorithm>

namespace mailwatchd::engine {

namespace {

using namespace std::chrono_literals;

/// Maximum age of the prober's last health check at the start of a round, if it was healthy.
constexpr base::Duration prober_freshness = 5min;

/// Delay after a round during which the prober was unhealthy.
constexpr base::Duration unhealthy_retry = 2min;

base::Ticks prober_not_before(const observe::ProberHealth& last, base::Ticks now) {
    return last.healthy() ? now - prober_freshness : now;
}

/// The result "no information" for every check, with one reason.
std::vector<CheckResult> all_without(const CheckPlans& checks, model::Reason reason) {
    std::vector<CheckResult> results;
    for (const auto& plan : *checks)
        results.push_back({plan.check->name, plan.weight, model::Report::no_info(reason)});
    return results;
}

observe::TopologyPtr nothing_known(const model::TargetName& target) {
    auto topology = std::make_shared<model::Topology>();
    topology->target = target;
    return topology;
}

}  // namespace

Round::Round(RoundTools tools, const NextDue& next_due, std::shared_ptr<const Plan> plan,
             Handle target, Occasion occasion)
    : tools_{tools},
      next_due_{next_due},
      plan_{std::move(plan)},
      handle_{target},
      occasion_{occasion},
      started_{tools.clock.ticks()} {}

net::Awaitable<std::optional<base::Duration>> Round::run() {
    std::optional<base::Duration> next;
    co_await tools_.evidence.warm_up(handle_);
    const auto not_before = prober_not_before(tools_.observer.prober(), tools_.clock.ticks());
    co_await tools_.observer.look_at_ourselves(not_before);
    const bool over = co_await is_over();
    if (over) co_return next;
    bool healthy = tools_.observer.prober().resolver_healthy();
    if (healthy) {
        co_await look();
        const bool over_now = co_await is_over();
        if (over_now) co_return next;
        healthy = co_await is_healthy();
        const bool over_since = co_await is_over();
        if (over_since) co_return next;
    }
    if (!healthy) {
        next = co_await give_no_information(model::Reason::resolver_unfit);
        co_return next;
    }
    const bool ingested = co_await ingest(world());
    if (ingested) next = co_await conclude();
    co_await keep_pace();
    co_return next;
}

/// Checked after every wait: the daemon may be stopping, or a reload may have removed the target.
/// An interrupted observation is worth nothing.
net::Awaitable<bool> Round::is_over() {
    const bool cancelled = co_await net::is_cancelled();
    co_return cancelled || target() == nullptr;
}

/// What was observed counts if the prober is still healthy afterwards: a broken resolver need not
/// fail, it may also answer without records.
net::Awaitable<bool> Round::is_healthy() {
    co_await tools_.observer.look_at_ourselves(tools_.clock.ticks());
    co_return tools_.observer.prober().resolver_healthy();
}

observe::Freshness Round::freshness(const Target& target) const {
    observe::Freshness freshness;
    const auto interval = target.plan.settings.interval;
    freshness.interval = interval;
    if (occasion_.asked_at) {
        freshness.purpose = observe::Purpose::requested;
        freshness.not_before = *occasion_.asked_at;
        return freshness;
    }
    freshness.purpose = observe::Purpose::scheduled;
    freshness.not_before = began_ - watch::freshness(interval);
    if (occasion_.regularly_due) {
        // What was conclusive since the last audit is not observed again.
        const auto last =
            *occasion_.regularly_due - interval - plan_->configuration.schedule.jitter;
        freshness.not_before = std::min(freshness.not_before, last);
        freshness.retries = true;
    }
    return freshness;
}

net::Awaitable<void> Round::look() {
    began_ = tools_.clock.ticks();
    const auto freshness = this->freshness(*target());
    auto scope = plan_->scope(target()->plan.settings);
    topology_ = co_await tools_.observer.topology(std::move(scope), freshness);
    if (target() == nullptr) co_return;
    // After a DNS failure the target still rests on the subjects known before.
    const bool lost =
        topology_->mail == model::Topology::Mail::unknown && target()->state->topology;
    needs_ = lost ? target()->needs : needs_of(*topology_, target()->plan);
    if (lost) co_return;
    auto needs = needs_;
    observe::Progress nobody_watches;
    co_await tools_.observer.take(std::move(needs), freshness, std::move(nobody_watches));
}

model::World Round::world() const { return tools_.evidence.world(topology_, needs_); }

/// Returns false if the round is over.
net::Awaitable<bool> Round::ingest(const model::World& world) {
    auto intake = tools_.evidence.intake(world);
    auto context = tools_.rejudge.context_of(plan_);
    auto names = tools_.rejudge.names_for();
    auto done = co_await tools_.state_writer.ingest(std::move(intake), std::move(context),
                                                    std::move(names));
    std::vector<Handle> concerned;
    for (const auto& change : done.changes)
        for (const auto handle : tools_.targets.resting_on(change.subject))
            if (std::ranges::find(concerned, handle) == concerned.end())
                concerned.push_back(handle);
    if (!concerned.empty())
        co_await tools_.rejudge.judge_changed(std::move(concerned), done.changes);
    co_return !is_the_end(done.written) && target() != nullptr;
}

/// Judges a target that has no pending changes; in its first round, judges it anyway.
net::Awaitable<std::optional<base::Duration>> Round::conclude() {
    RoundRecord round;
    round.started = started_;
    round.topology = known_topology();
    round.next_due = next_due(*round.topology);
    round.counts = true;
    const auto next = std::max(round.next_due - tools_.clock.now(), base::Duration{});
    Rejudge::Judge judge = [this](const Target& current) {
        if (current.judged() && !tools_.rejudge.is_settled(current))
            return std::vector<CheckResult>{};
        return engine::judge(world(), current.plan.checks);
    };
    const auto written =
        co_await tools_.rejudge.record_round(handle_, std::move(round), std::move(judge));
    std::optional<base::Duration> due;
    if (!is_the_end(written)) due = next;
    co_return due;
}

base::Instant Round::next_due(const model::Topology& topology) const {
    const auto now = tools_.clock.moment();
    if (occasion_.regularly_due) return base::wall_of(*occasion_.regularly_due, now);
    return next_due_(*target(), topology, base::wall_of(started_, now));
}

net::Awaitable<std::optional<base::Duration>> Round::give_no_information(model::Reason reason) {
    auto ourselves = tools_.evidence.intake_of_ourselves();
    watch::ContextOf no_context;
    StateWriter::NameTargets name_targets = [](model::Transition&) {};
    co_await tools_.state_writer.ingest(std::move(ourselves), std::move(no_context),
                                        std::move(name_targets));
    std::optional<base::Duration> due;
    if (target() == nullptr) co_return due;
    RoundRecord round;
    round.started = started_;
    round.topology = target()->state->topology;
    if (!round.topology) round.topology = nothing_known(target()->plan.settings.name);
    // A retry of inconclusive checks moves no audit.
    const auto again =
        occasion_.regularly_due ? *occasion_.regularly_due - tools_.clock.ticks() : unhealthy_retry;
    round.next_due = tools_.clock.now() + again;
    Rejudge::Judge judge = [reason](const Target& current) {
        return all_without(current.plan.checks, reason);
    };
    const auto written =
        co_await tools_.rejudge.record_round(handle_, std::move(round), std::move(judge));
    if (!is_the_end(written)) due = std::max(again, base::Duration{});
    co_return due;
}

/// Stores the pacing of this round's addresses, so that it survives a restart.
net::Awaitable<void> Round::keep_pace() {
    if (target() == nullptr) co_return;
    const auto records = std::make_shared<std::vector<store::Pace>>();
    for (const auto& subject : target()->rests_on) {
        const auto address =
            subject.kind == model::Subject::Kind::endpoint ? subject.ip() : std::nullopt;
        const auto known = address ? tools_.observer.pace().snapshot(*address) : std::nullopt;
        if (known && (records->empty() || records->back().address != known->address))
            records->push_back(to_store(*known));
    }
    if (!needs_.of<model::ActiveSeries>().empty())
        co_await record_backoffs(tools_.observer, tools_.db, tools_.metrics);
    if (records->empty()) co_return;
    DbExecutor::Job job = [records](store::Store& store) { return store.commit_pace(*records); };
    const auto outcome = co_await tools_.db.run("writing probe pacing", std::move(job));
    if (!outcome) tools_.metrics.count_state_write_error();
}

/// After a DNS failure the topology known before stays.
observe::TopologyPtr Round::known_topology() const {
    const auto& known = target()->state->topology;
    const bool unknown = topology_->mail == model::Topology::Mail::unknown;
    return unknown && known ? known : topology_;
}

}  // namespace mailwatchd::engine
