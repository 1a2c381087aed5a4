#include "engine/evidence.h"

#include "engine/check_run.h"
#include "observe/topology/discovery.h"
#include "watch/freshness.h"

namespace mailwatchd::engine {

using model::Subject;

namespace {

std::shared_ptr<const model::Standings> standings_of(const watch::StandingTable& table) {
    return std::make_shared<const model::Standings>(model::Standings{
        [&table](const Subject& subject, std::string_view reading, std::string_view argument) {
            const auto* const kind = table.kinds().find(reading);
            return kind == nullptr ? std::string{}
                                   : std::string{table.value(subject, *kind, argument)};
        }});
}

}  // namespace

Evidence::Evidence(Tools tools)
    : tools_{tools},
      topology_kind_{tools.observer.number_of("topology")},
      standings_{standings_of(tools.standing_table)},
      loads_{tools.clock} {}

model::World Evidence::world(observe::TopologyPtr topology, const model::Needs& needs) const {
    auto world = tools_.observer.world(std::move(topology), needs);
    world.of<model::Standings>().push_back(standings_);
    return world;
}

Intake Evidence::to_intake(observe::Seen seen) {
    Intake all;
    all.readings = std::move(seen.readings);
    all.observations.reserve(seen.observations.size());
    for (auto& [key, taken_at, value, encode] : seen.observations) {
        const auto argument = key.argument_text.empty()
                                  ? watch::ArgumentId{key.argument_number}
                                  : tools_.standing_table.intern_argument(key.argument_text);
        if (key.kind == topology_kind_)
            all.topologies.push_back(std::static_pointer_cast<const model::Topology>(value));
        all.observations.push_back({tools_.standing_table.intern(key.subject), argument, key.kind,
                                    taken_at, std::move(value), encode});
    }
    return all;
}

Intake Evidence::intake(const model::World& world) {
    auto seen = tools_.observer.see(world);
    seen.add(tools_.observer.see_our_own());
    leave_to_rechecks(seen);
    return to_intake(std::move(seen));
}

Intake Evidence::intake_of_ourselves() {
    auto seen = tools_.observer.see_our_own();
    leave_to_rechecks(seen);
    return to_intake(std::move(seen));
}

/// A change is confirmed only by a recheck, which asks past all caches and weighs other causes; a
/// round may begin a pending change or end it. What an unhealthy resolver made of the self-test of
/// a block list does neither: rechecks leave such tests in memory, too.
void Evidence::leave_to_rechecks(observe::Seen& seen) const {
    const bool unfit = !tools_.observer.prober().resolver_healthy();
    const auto& table = tools_.standing_table;
    std::erase_if(seen.readings, [&](const model::Reading& reading) {
        if (reading.subject.kind == Subject::Kind::prober) return false;
        if (unfit && reading.kind->confirmation == model::Confirmation::dns) return true;
        return reading.is_known() && table.has_candidate(reading) &&
               table.value(reading.subject, *reading.kind, reading.argument) != reading.value;
    });
}

std::vector<store::ObservationKey> Evidence::stored_keys(const Target& target) const {
    std::vector<store::ObservationKey> keys;
    const auto& words = tools_.standing_table.words();
    for (const auto& key : tools_.observer.stored(*target.state->topology, target.needs)) {
        const auto subject = words.find_subject(key.subject);
        const auto argument = key.argument_text.empty()
                                  ? std::optional<watch::ArgumentId>{key.argument_number}
                                  : words.find_argument(key.argument_text);
        if (subject && argument) keys.push_back({*subject, key.kind, *argument});
    }
    return keys;
}

net::Awaitable<void> Evidence::warm_up(Handle handle) {
    const auto* const target = tools_.targets.find(handle);
    if (target == nullptr || !target->cold) co_return;
    const auto key = std::to_string(handle.slot) + '/' + std::to_string(handle.generation);
    net::SingleFlight<bool>::Start start = [this, handle] { return load(handle); };
    const net::FlightTerms any;
    const base::Deadline never{base::Ticks::max()};
    co_await loads_.join(key, any, never, std::move(start));
}

net::Awaitable<base::Result<std::shared_ptr<const bool>>> Evidence::load(Handle handle) {
    const auto* const target = tools_.targets.find(handle);
    if (target != nullptr && target->state->topology) {
        const auto keys =
            std::make_shared<const std::vector<store::ObservationKey>>(stored_keys(*target));
        const auto found = std::make_shared<std::vector<store::Stored>>();
        DbExecutor::Job job = [keys, found](store::Store& store) -> base::Outcome {
            *found = store.observations(*keys);
            return {};
        };
        co_await tools_.db.run("reading what was observed", std::move(job));
        for (const auto& stored : *found) tools_.observer.restore(stored.key.kind, stored.body);
    }
    tools_.targets.mark_warm(handle);
    co_return std::make_shared<const bool>(true);
}

observe::RecheckRequest Evidence::recheck_request_of(Subject subject,
                                                     const std::vector<watch::Recheck>& rechecks,
                                                     std::shared_ptr<const Plan> plan) const {
    observe::RecheckRequest what;
    for (const auto& recheck : rechecks) what.readings.push_back({recheck.kind, recheck.argument});
    for (const auto handle : tools_.targets.resting_on(subject))
        what.needs.push_back(tools_.targets.find(handle)->needs);
    what.scope = [&targets = tools_.targets, plan = std::move(plan)](
                     const std::string& name) -> std::optional<observe::DiscoveryScope> {
        const auto* const target = targets.find(name);
        if (target == nullptr) return std::nullopt;
        return plan->scope(target->plan.settings);
    };
    what.subject = std::move(subject);
    return what;
}

net::Awaitable<Intake> Evidence::retake(Subject subject, std::vector<watch::Recheck> rechecks,
                                        observe::Freshness freshness,
                                        std::shared_ptr<const Plan> plan) {
    auto what = recheck_request_of(std::move(subject), rechecks, std::move(plan));
    auto seen = co_await tools_.observer.recheck(std::move(what), freshness);
    auto intake = to_intake(std::move(seen));
    for (const auto& topology : intake.topologies) co_await take_hosts_of(topology, freshness);
    co_return intake;
}

/// Observes the new hosts now, so that the entry can list their findings.
net::Awaitable<void> Evidence::take_hosts_of(observe::TopologyPtr topology,
                                             observe::Freshness freshness) {
    const auto* const target = tools_.targets.find(topology->target.name);
    if (target == nullptr) co_return;
    auto needs = needs_of(*topology, target->plan);
    needs.drop<model::ActiveSeries>();
    freshness.purpose = observe::Purpose::scheduled;
    freshness.not_before -= watch::freshness(target->plan.settings.interval);
    observe::Progress nobody_watches;
    co_await tools_.observer.take(std::move(needs), std::move(freshness),
                                  std::move(nobody_watches));
}

}  // namespace mailwatchd::engine
