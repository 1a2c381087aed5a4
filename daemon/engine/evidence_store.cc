// Evidence's way into the store and back.
#include "engine/evidence.h"
#include "observe/readings.h"
#include "store/kinds/kinds.h"

#include <algorithm>

namespace mailwatchd::engine {

using model::Subject;

namespace {

/// What was seen of an address, once for each host that has it.
template <class T>
void add_of_address(watch::Beliefs& beliefs, const model::Topology& topology,
                    const model::Address& address, watch::ArgumentId argument,
                    const std::shared_ptr<const T>& what, std::vector<store::Observed>& all) {
    for (const auto& host : topology.hosts)
        if (std::ranges::find(host.addresses, address) != host.addresses.end())
            all.push_back(store::observed(beliefs.intern(Subject::address(host.name, address)),
                                          argument, what));
}

}  // namespace

/// What is looked for in the store: the numbers of what a target rests on.
struct Evidence::Wanted {
    std::optional<watch::SubjectId> own;
    std::vector<watch::SubjectId> endpoints;
    std::vector<watch::SubjectId> addresses;
    std::vector<watch::ArgumentId> zones;
    std::vector<std::pair<watch::SubjectId, model::SeriesKind>> series;
};

struct Evidence::Found {
    std::vector<std::shared_ptr<const model::MailSession>> sessions;
    std::vector<std::shared_ptr<const model::ReverseDns>> reverse;
    std::vector<std::shared_ptr<const model::Listing>> listings;
    observe::SpfPtr spf;
    std::vector<std::shared_ptr<const model::Reputation>> reputation;
    std::shared_ptr<const model::DomainReputation> domain;
    std::vector<std::shared_ptr<const model::ActiveSeries>> series;

    static Found read(store::Store& store, const Wanted& wanted) {
        Found found;
        if (wanted.own) found.spf = store::latest<model::SpfLook>(store, *wanted.own);
        if (wanted.own) found.domain = store::latest<model::DomainReputation>(store, *wanted.own);
        for (const auto id : wanted.endpoints)
            keep(found.sessions, store::latest<model::MailSession>(store, id));
        for (const auto& [id, kind] : wanted.series)
            keep(found.series, store::latest<model::ActiveSeries>(
                                   store, id, static_cast<watch::ArgumentId>(kind)));
        for (const auto id : wanted.addresses) {
            keep(found.reverse, store::latest<model::ReverseDns>(store, id));
            keep(found.reputation, store::latest<model::Reputation>(store, id));
            for (const auto zone : wanted.zones)
                keep(found.listings, store::latest<model::Listing>(store, id, zone));
        }
        return found;
    }

private:
    template <class T>
    static void keep(std::vector<std::shared_ptr<const T>>& all, std::shared_ptr<const T> look) {
        if (look) all.push_back(std::move(look));
    }
};

Evidence::Wanted Evidence::wanted_of(const Target& target) const {
    Wanted wanted;
    const auto& words = tools_.beliefs.words();
    wanted.own = words.find_subject(target.name());
    for (const auto& subject : target.rests_on) {
        const auto id = words.find_subject(subject.text);
        if (!id) continue;
        if (subject.kind == Subject::Kind::endpoint) wanted.endpoints.push_back(*id);
        if (subject.kind == Subject::Kind::address) wanted.addresses.push_back(*id);
    }
    for (const auto& zone : *tools_.observer.zones().catalogue())
        if (const auto id = words.find_argument(zone.name)) wanted.zones.push_back(*id);
    for (const auto& [kind, endpoint] : target.needs.series)
        if (const auto id = words.find_subject(Subject::endpoint(endpoint).text))
            wanted.series.emplace_back(*id, kind);
    return wanted;
}

std::map<watch::SubjectId, observe::TopologyPtr> Evidence::restore(
    const std::vector<store::Stored>& stored) {
    std::map<watch::SubjectId, observe::TopologyPtr> topologies;
    auto& observer = tools_.observer;
    for (const auto& [key, taken_at, body] : stored) {
        if (key.kind == store::kind_of_observation<model::Topology>)
            topologies[key.subject] = store::decoded<model::Topology>(body);
        if (key.kind != store::kind_of_observation<model::ZoneHealth>) continue;
        const auto health = store::decoded<model::ZoneHealth>(body);
        if (!health) continue;
        observer.zones().remember(*health);  // Each takes those that it knows.
        observer.reputations().lists().remember(*health);
    }
    return topologies;
}

net::Awaitable<void> Evidence::warm_up(Handle handle) {
    const auto* const target = tools_.targets.find(handle);
    if (target == nullptr || !target->cold) co_return;
    const auto key = std::to_string(handle.slot) + '/' + std::to_string(handle.generation);
    net::Shared<bool>::Start start = [this, handle] { return load(handle); };
    const net::Wanted any;
    const base::Deadline never{base::Ticks::max()};
    co_await loads_.join(key, any, never, std::move(start));
}

net::Awaitable<base::Result<std::shared_ptr<const bool>>> Evidence::load(Handle handle) {
    const auto* const target = tools_.targets.find(handle);
    if (target != nullptr && target->state->topology) {
        const auto wanted = std::make_shared<const Wanted>(wanted_of(*target));
        const auto found = std::make_shared<Found>();
        DbExecutor::Job job = [wanted, found](store::Store& store) -> base::Outcome {
            *found = Found::read(store, *wanted);
            return {};
        };
        co_await tools_.db.run("reading what was observed", std::move(job));
        remember(std::move(*found));
    }
    tools_.targets.mark_warm(handle);
    co_return std::make_shared<const bool>(true);
}

void Evidence::remember(Found found) {
    auto& observer = tools_.observer;
    for (auto& session : found.sessions) observer.sessions().remember(std::move(session));
    if (found.spf) observer.spf().remember(std::move(found.spf));
    for (auto& look : found.reverse) observer.remember(std::move(look));
    for (auto& listing : found.listings) observer.zones().remember(std::move(listing));
    for (auto& look : found.reputation) observer.reputations().remember(std::move(look));
    if (found.domain) observer.reputations().remember(std::move(found.domain));
    for (auto& taken : found.series) observer.active().remember(std::move(taken));
}

/// What was found out of lists; why others are not asked the catalogue knows.
void Evidence::add_health(const std::vector<model::ZoneHealth>& lists,
                          std::vector<store::Observed>& all) {
    for (const auto& health : lists) {
        if (!model::is_proof(health.state)) continue;
        const watch::ArgumentId family = health.family == model::Address::Family::v4 ? 4 : 6;
        all.push_back(store::observed(tools_.beliefs.intern(Subject::zone(health.zone)), family,
                                      std::make_shared<const model::ZoneHealth>(health)));
    }
}

void Evidence::add_observed(const model::World& world, std::vector<store::Observed>& all) {
    auto& beliefs = tools_.beliefs;
    const auto own = beliefs.intern(Subject::name(world.topology->target.name));
    if (world.topology->mail != model::Topology::Mail::unknown)
        all.push_back(store::observed(own, 0, world.topology));
    for (const auto& port : world.ports)
        all.push_back(store::observed(beliefs.intern(Subject::endpoint(port.session->endpoint)), 0,
                                      port.session));
    for (const auto& series : world.series)
        if (series->closed == model::Reason::none)
            all.push_back(store::observed(beliefs.intern(Subject::endpoint(series->endpoint)),
                                          static_cast<watch::ArgumentId>(series->kind), series));
    for (const auto& look : world.reverse)
        all.push_back(
            store::observed(beliefs.intern(Subject::address(look->host, look->address)), 0, look));
    if (world.spf && !world.spf->failure)
        all.push_back(
            store::observed(beliefs.intern(Subject::name(world.spf->domain)), 0, world.spf));
    add_health(world.zones, all);
    for (const auto& listing : world.listings)
        add_of_address(beliefs, *world.topology, listing->address,
                       beliefs.intern_argument(listing->zone), listing, all);
    for (const auto& look : world.reputation)
        add_of_address(beliefs, *world.topology, look->address, 0, look, all);
    if (!world.reputation.empty()) add_health(tools_.observer.reputations().lists().health(), all);
    if (world.domain_reputation) all.push_back(store::observed(own, 0, world.domain_reputation));
}

Intake Evidence::intake(const model::World& world) {
    Intake all;
    all.readings = tools_.observer.readings(world);
    all.add(observe::readings_of(tools_.observer.vantage()));
    for (const auto& health : tools_.observer.zones().health())
        all.add(observe::readings_of(health));
    add_observed(world, all.observations);
    if (world.topology->mail != model::Topology::Mail::unknown)
        all.topologies.push_back(world.topology);
    return all;
}

}  // namespace mailwatchd::engine
