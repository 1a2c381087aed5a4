// Evidence's way into the store and back.
#include "engine/evidence.h"
#include "observe/readings.h"

#include <algorithm>

namespace mailwatchd::engine {

using model::Subject;

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
        if (wanted.own) found.spf = store.spf(*wanted.own);
        if (wanted.own) found.domain = store.domain_reputation(*wanted.own);
        for (const auto id : wanted.endpoints)
            if (auto session = store.session(id)) found.sessions.push_back(std::move(session));
        for (const auto& [id, kind] : wanted.series)
            if (auto taken = store.series(id, kind)) found.series.push_back(std::move(taken));
        for (const auto id : wanted.addresses) {
            if (auto look = store.reverse(id)) found.reverse.push_back(std::move(look));
            if (auto look = store.reputation(id)) found.reputation.push_back(std::move(look));
            for (const auto zone : wanted.zones)
                if (auto listing = store.listing(id, zone))
                    found.listings.push_back(std::move(listing));
        }
        return found;
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
        all.push_back({tools_.beliefs.intern(Subject::zone(health.zone)), family,
                       std::make_shared<const model::ZoneHealth>(health)});
    }
}

/// What was seen of an address, once for each host that has it.
void Evidence::add_of_address(const model::Topology& topology, const model::Address& address,
                              watch::ArgumentId argument, const store::Observation& what,
                              std::vector<store::Observed>& all) {
    for (const auto& host : topology.hosts)
        if (std::ranges::find(host.addresses, address) != host.addresses.end())
            all.push_back(
                {tools_.beliefs.intern(Subject::address(host.name, address)), argument, what});
}

void Evidence::add_observed(const model::World& world, std::vector<store::Observed>& all) {
    auto& beliefs = tools_.beliefs;
    const auto own = beliefs.intern(Subject::name(world.topology->target.name));
    if (world.topology->mail != model::Topology::Mail::unknown)
        all.push_back({own, 0, world.topology});
    for (const auto& port : world.ports)
        all.push_back({beliefs.intern(Subject::endpoint(port.session->endpoint)), 0, port.session});
    for (const auto& series : world.series)
        if (series->closed == model::Reason::none)
            all.push_back({beliefs.intern(Subject::endpoint(series->endpoint)),
                           static_cast<watch::ArgumentId>(series->kind), series});
    for (const auto& look : world.reverse)
        all.push_back({beliefs.intern(Subject::address(look->host, look->address)), 0, look});
    if (world.spf && !world.spf->failure)
        all.push_back({beliefs.intern(Subject::name(world.spf->domain)), 0, world.spf});
    add_health(world.zones, all);
    for (const auto& listing : world.listings)
        add_of_address(*world.topology, listing->address, beliefs.intern_argument(listing->zone),
                       listing, all);
    for (const auto& look : world.reputation)
        add_of_address(*world.topology, look->address, 0, look, all);
    if (!world.reputation.empty()) add_health(tools_.observer.reputations().lists().health(), all);
    if (world.domain_reputation) all.push_back({own, 0, world.domain_reputation});
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
