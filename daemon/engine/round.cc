#include "engine/round.h"

#include "engine/pace_record.h"
#include "net/spawn.h"
#include "observe/readings.h"
#include "watch/freshness.h"

#include <algorithm>

namespace mailwatchd::engine {

namespace {

using namespace std::chrono_literals;

/// How old a look at ourselves may be when a round begins, while it says that we are well.
constexpr base::Duration vantage_freshness = 5min;

/// After a round in which we ourselves were ill.
constexpr base::Duration ill_retry = 2min;

base::Instant vantage_not_before(const observe::VantageHealth& last, base::Instant now) {
    return last.well() ? now - vantage_freshness : now;
}

/// Every check without information, for one reason.
std::vector<CheckResult> all_without(const CheckPlans& checks, model::Reason reason) {
    std::vector<CheckResult> results;
    for (const auto& plan : *checks)
        results.push_back({plan.check->name, plan.weight, model::Report::no_info(reason)});
    return results;
}

/// Whether the DNS failed anywhere in what was seen: then we look at ourselves before we believe
/// it.
bool dns_failed(const model::World& world) {
    if (world.topology->mail == model::Topology::Mail::unknown) return true;
    if (world.one<model::SpfLook>() && world.one<model::SpfLook>()->failure) return true;
    const auto unanswered = [](const auto& look) { return !look->names; };
    const auto unknown = [](const auto& listing) {
        return listing->state == model::Listing::State::unknown;
    };
    const auto lost = [](const model::Host& host) {
        return host.failure && base::is_temporary(host.failure->code);
    };
    return std::ranges::any_of(world.of<model::ReverseDns>(), unanswered) ||
           std::ranges::any_of(world.of<model::Listing>(), unknown) ||
           std::ranges::any_of(world.topology->hosts, lost);
}

observe::TopologyPtr nothing_known(const model::TargetName& target) {
    auto topology = std::make_shared<model::Topology>();
    topology->target = target;
    return topology;
}

/// One round under way. Lives in the coroutine frame of `run_round`.
class Round {
public:
    Round(Engine& engine, const Plan& plan, std::string name)
        : engine_{engine}, plan_{plan}, name_{std::move(name)}, started_{engine.clock.ticks()} {}

    net::Awaitable<void> run() {
        co_await warm_up(engine_, name_);
        const auto not_before = vantage_not_before(engine_.observer.vantage(), engine_.clock.now());
        co_await engine_.observer.look_at_ourselves(not_before);
        const bool over = co_await is_over();
        if (over) co_return;
        if (!engine_.observer.vantage().resolver_well()) {
            co_await give_no_information(model::Reason::resolver_unfit);
            co_return;
        }
        co_await look();
        const bool over_now = co_await is_over();
        if (over_now) co_return;
        auto world = world_of(engine_, *target(), topology_);
        if (dns_failed(world)) {
            co_await engine_.observer.look_at_ourselves(began_);
            const bool over_since = co_await is_over();
            if (over_since) co_return;
            if (!engine_.observer.vantage().resolver_well()) {
                co_await give_no_information(model::Reason::resolver_unfit);
                co_return;
            }
            world = world_of(engine_, *target(), topology_);
        }
        co_await believe(world);
        co_await conclude();
        co_await keep_pace();
    }

private:
    Target* target() { return engine_.targets.find(name_); }

    /// After every wait: the daemon may be ending, and a reload may have removed the target. A look
    /// that was broken off says nothing.
    net::Awaitable<bool> is_over() {
        const bool cancelled = co_await net::is_cancelled();
        co_return cancelled || target() == nullptr;
    }

    /// What is fresh enough will do, unless an operator asked for a look of our own.
    observe::Demand demand_of(Target& target) const {
        const auto asked = std::exchange(target.asked_at, std::nullopt);
        if (asked) return {observe::Purpose::demand, *asked, {}};
        const auto freshness = watch::freshness(target.plan.settings.interval);
        return {observe::Purpose::scheduled, began_ - freshness, {}};
    }

    net::Awaitable<void> look() {
        began_ = engine_.clock.now();
        const auto demand = demand_of(*target());
        auto scope = plan_.scope(target()->plan.settings);
        topology_ = co_await engine_.observer.topology(std::move(scope), demand);
        if (target() == nullptr) co_return;
        // A DNS failure is no change of what the target rests on.
        if (topology_->mail == model::Topology::Mail::unknown && target()->state->topology)
            co_return;
        engine_.targets.settle_on(*target(), topology_);
        auto needs = target()->needs;
        observe::Progress nobody_watches;
        co_await engine_.observer.take(std::move(needs), demand, std::move(nobody_watches));
    }

    net::Awaitable<void> believe(const model::World& world) {
        auto readings = engine_.observer.readings(world);
        auto vantage = observe::readings_of(engine_.observer.vantage());
        readings.insert(readings.end(), vantage.begin(), vantage.end());
        for (const auto& health : engine_.observer.zones().health()) {
            auto more = observe::readings_of(health);
            readings.insert(readings.end(), more.begin(), more.end());
        }
        auto context = context_of(engine_, plan_);
        auto names = names_for(engine_);
        auto changes = co_await engine_.state_writer.believe(
            std::move(readings), observed(engine_, world), std::move(context), std::move(names));
        co_await engine_.state_writer.tell(std::move(changes));
    }

    /// A target that nothing is doubted of is judged; the first time, also one that is.
    net::Awaitable<void> conclude() {
        if (target() == nullptr) co_return;
        RoundRecord round;
        round.started = started_;
        if (!target()->judged() || is_settled(engine_, *target())) {
            const auto world = world_of(engine_, *target(), topology_);
            round.results = judge(world, target()->plan.checks);
        }
        round.topology = known_topology();
        round.next_due = engine_.next_due(*target(), *round.topology);
        co_await record_round(engine_, name_, std::move(round));
    }

    /// The manners towards the addresses of this round survive a restart.
    net::Awaitable<void> keep_pace() {
        if (target() == nullptr) co_return;
        const auto records = std::make_shared<std::vector<store::Pace>>();
        for (const auto& subject : target()->rests_on) {
            const auto address =
                subject.kind == model::Subject::Kind::endpoint ? subject.ip() : std::nullopt;
            const auto known = address ? engine_.observer.pace().snapshot(*address) : std::nullopt;
            if (known && (records->empty() || records->back().address != known->address))
                records->push_back(to_store(*known));
        }
        if (!target()->needs.of<model::ActiveSeries>().empty()) co_await keep_off(engine_);
        if (records->empty()) co_return;
        DbExecutor::Job job = [records](Desk desk) { return desk.store.commit_pace(*records); };
        const auto outcome = co_await engine_.db.run(std::move(job));
        if (!outcome) engine_.metrics.count_state_write_error();
    }

    /// A DNS failure does not make us forget where the target's mail lives.
    observe::TopologyPtr known_topology() {
        const bool unknown = topology_->mail == model::Topology::Mail::unknown;
        return unknown && target()->state->topology ? target()->state->topology : topology_;
    }

    net::Awaitable<void> give_no_information(model::Reason reason) {
        if (target() == nullptr) co_return;
        auto vantage = observe::readings_of(engine_.observer.vantage());
        watch::ContextOf context_of = [](const model::Reading&) { return watch::Context{}; };
        StateWriter::NameTargets name_targets = [](model::Transition&) {};
        std::vector<store::Observed> nothing_seen;
        auto changes =
            co_await engine_.state_writer.believe(std::move(vantage), std::move(nothing_seen),
                                                  std::move(context_of), std::move(name_targets));
        co_await engine_.state_writer.tell(std::move(changes));
        if (target() == nullptr) co_return;
        RoundRecord round;
        round.started = started_;
        round.results = all_without(target()->plan.checks, reason);
        round.topology = target()->state->topology;
        if (!round.topology) round.topology = nothing_known(target()->plan.settings.name);
        round.next_due = engine_.clock.now() + ill_retry;
        co_await record_round(engine_, name_, std::move(round));
    }

    Engine& engine_;
    const Plan& plan_;
    std::string name_;
    observe::TopologyPtr topology_;
    base::Ticks started_;  ///< The round.
    base::Instant began_;  ///< Its look at the target.
};

}  // namespace

net::Awaitable<void> run_round(Engine& engine, const Plan& plan, std::string name) {
    Round round{engine, plan, std::move(name)};
    co_await round.run();
}

}  // namespace mailwatchd::engine
