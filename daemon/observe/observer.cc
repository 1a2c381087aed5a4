#include "observe/observer.h"

#include "net/gather.h"
#include "net/spawn.h"
#include "observe/readings.h"
#include "observe/reverse.h"

#include <algorithm>

namespace mailwatchd::observe {

namespace {

using namespace std::chrono_literals;

constexpr base::Duration vantage_patience = 30s;

/// Counts what is done while its work runs. Lives in the frame of `Observer::take`.
struct Tally {
    const Progress& progress;
    std::size_t done = 0;
    std::size_t total = 0;

    net::Awaitable<void> counted(net::Awaitable<void> work) {
        co_await std::move(work);
        ++done;
        if (progress) progress(done, total);
    }
};

/// One an endpoint, with all that is wanted of it.
std::vector<Errand> errands_of(const model::Needs& needs) {
    std::map<model::Endpoint, std::vector<model::SeriesKind>> wanted;
    for (const auto& [kind, endpoint] : needs.series) wanted[endpoint].push_back(kind);
    std::vector<Errand> errands;
    for (auto& [endpoint, kinds] : wanted)
        errands.push_back({needs.series_target, needs.active, endpoint, std::move(kinds)});
    return errands;
}

}  // namespace

Observer::Observer(Network network, ObserverSettings settings)
    : network_{network},
      vantage_settings_{std::move(settings.vantage)},
      pace_{network.clock, settings.pace},
      sessions_{network.clock, network.connector, pace_, settings.look},
      zones_{network.clock, network.resolver, std::move(settings.catalogue)},
      reputations_{network.clock, network.resolver, std::move(settings.sources)},
      spf_{network.clock, network.resolver},
      active_{{network.clock, network.resolver, network.connector, pace_, sessions_, zones_},
              std::move(settings.look),
              std::move(settings.active)},
      vantage_looks_{network.clock} {
    reputations_.lists().set_keys(settings.keys);
    zones_.set_keys(std::move(settings.keys));
}

void Observer::set_settings(ObserverSettings settings) {
    vantage_settings_ = std::move(settings.vantage);
    pace_.set_rules(settings.pace);
    sessions_.set_settings(settings.look);
    active_.set_settings(std::move(settings.look), std::move(settings.active));
    zones_.set_catalogue(std::move(settings.catalogue));
    reputations_.lists().set_catalogue(std::move(settings.sources));
    reputations_.lists().set_keys(settings.keys);
    zones_.set_keys(std::move(settings.keys));
}

TopologyPtr Observer::latest_topology(const std::string& target) const {
    const auto found = topologies_.find(target);
    return found == topologies_.end() ? nullptr : found->second;
}

net::Awaitable<TopologyPtr> Observer::topology(DiscoveryScope scope, Demand demand) {
    const bool is_address = model::Address::parse(scope.target.name).has_value();
    auto spf_demand = demand;
    if (demand.past_caches()) {  // A second look at the MX set is none at the record.
        spf_demand.purpose = Purpose::scheduled;
        spf_demand.not_before = {};
        spf_demand.cached_for = {};
    }
    if (!is_address) co_await spf_.look(scope.target.name, std::move(spf_demand));
    scope.spf_senders = spf_.senders(scope.target.name);
    const auto known = latest_topology(scope.target.name);
    if (known && known->taken_at >= demand.not_before) co_return known;
    auto found = co_await discover(network_.clock, network_.resolver, std::move(scope), demand);
    const bool stopped = co_await net::is_cancelled();
    if (!stopped && found->mail != model::Topology::Mail::unknown) remember(found);
    co_return found;
}

net::Awaitable<void> Observer::take(model::Needs needs, Demand demand, Progress progress) {
    Tally tally{progress};
    std::vector<net::Awaitable<void>> work;
    for (const auto& endpoint : needs.sessions)
        work.push_back(tally.counted(take_session(endpoint, demand)));
    for (const auto& of : needs.reverse) work.push_back(tally.counted(take_reverse(of, demand)));
    for (const auto& of : needs.listings)
        for (const auto& zone : *zones_.catalogue())
            if (zone.is_asked() && zone.asks(of.address.family()))
                work.push_back(tally.counted(take_listing(zone, of.address, demand)));
    for (const auto& of : needs.reputation)
        work.push_back(tally.counted(take_reputation(of.address, demand)));
    if (!needs.domain_reputation.empty())
        work.push_back(tally.counted(take_domain_reputation(needs.domain_reputation, demand)));
    for (auto& errand : errands_of(needs))
        work.push_back(tally.counted(take_series(std::move(errand), demand)));
    tally.total = work.size();
    co_await net::gather(std::move(work));
    co_await zones_.prove_suspicious(demand);
    // Only these looks can tell, and this round's judges must know.
    vantage_.outbound_25_blocked = sessions_.outbound_25_blocked(network_.clock.now());
}

void Observer::remember(ReversePtr look) {
    auto& known = reverse_[{look->host, look->address}];
    if (!known || known->taken_at < look->taken_at) known = std::move(look);
}

net::Awaitable<void> Observer::take_session(model::Endpoint endpoint, Demand demand) {
    co_await sessions_.look(std::move(endpoint), demand);
}

net::Awaitable<ReversePtr> Observer::look_at_reverse(std::string host, model::Address address,
                                                     Demand demand) {
    const auto known = reverse_.find({host, address});
    if (known != reverse_.end() && known->second->taken_at >= demand.not_before &&
        known->second->names)
        co_return known->second;
    auto look = co_await look_up_reverse(network_.clock, network_.resolver, std::move(host),
                                         address, demand);
    const bool stopped = co_await net::is_cancelled();
    if (!stopped) remember(look);
    co_return look;
}

net::Awaitable<void> Observer::take_reverse(HostAddress of, Demand demand) {
    co_await look_at_reverse(std::move(of.host), of.address, demand);
}

net::Awaitable<void> Observer::take_listing(model::Zone zone, model::Address address,
                                            Demand demand) {
    co_await zones_.look(std::move(zone), address, demand);
}

net::Awaitable<void> Observer::take_reputation(model::Address address, Demand demand) {
    co_await reputations_.look(address, demand);
}

net::Awaitable<void> Observer::take_domain_reputation(std::string domain, Demand demand) {
    co_await reputations_.look_domain(std::move(domain), demand);
}

net::Awaitable<void> Observer::take_series(Errand errand, Demand demand) {
    co_await active_.visit(std::move(errand), demand);
}

net::Awaitable<void> Observer::look_at_ourselves(base::Instant not_before) {
    if (vantage_.taken_at >= not_before && vantage_.taken_at != base::Instant{}) co_return;
    net::Wanted wanted;
    wanted.not_before = ticks_of(network_.clock, not_before);
    const auto deadline = network_.clock.in(vantage_patience);
    net::Shared<VantageHealth>::Start start =
        [this]() -> net::Awaitable<net::Shared<VantageHealth>::Value> {
        auto health = co_await look_at_vantage(network_.clock, network_.resolver,
                                               network_.canary_connector, vantage_settings_);
        co_return std::make_shared<const VantageHealth>(std::move(health));
    };
    const auto health = co_await vantage_looks_.join("vantage", wanted, deadline, std::move(start));
    if (!health) co_return;
    vantage_ = **health;
    vantage_.outbound_25_blocked = sessions_.outbound_25_blocked(network_.clock.now());
}

model::World Observer::world(TopologyPtr topology, const model::Needs& needs) const {
    model::World world;
    world.topology = std::move(topology);
    world.catalogue = zones_.catalogue();
    if (!needs.listings.empty()) world.zones = zones_.health();
    if (!vantage_.resolver_well()) world.vantage = model::Reason::resolver_unfit;
    for (const auto& endpoint : needs.sessions) {
        const auto session = sessions_.latest(endpoint);
        if (!session) continue;
        auto port = model::seen(session);
        const bool blocked =
            vantage_.outbound_25_blocked && endpoint.service.port == model::smtp.port;
        if (!vantage_.ports_well() || (blocked && session->stage == model::Stage::unconnected)) {
            port.state = model::PortState::unknown;
            port.reason = model::Reason::vantage_ill;
        }
        world.ports.push_back(std::move(port));
    }
    if (needs.spf) world.spf = spf_.latest(world.topology->target.name);
    for (const auto& of : needs.reverse)
        if (const auto known = reverse_.find(of); known != reverse_.end())
            world.reverse.push_back(known->second);
    for (const auto& of : needs.listings)
        for (const auto& zone : *zones_.catalogue())
            if (auto listing = zones_.latest(of.address, zone.name))
                world.listings.push_back(std::move(listing));
    for (const auto& of : needs.reputation)
        if (auto known = reputations_.latest(of.address))
            world.reputation.push_back(std::move(known));
    if (!needs.domain_reputation.empty())
        world.domain_reputation = reputations_.latest_domain(needs.domain_reputation);
    for (const auto& wanted : needs.series)
        if (auto series = active_.seen(needs.series_target, needs.active, wanted))
            world.series.push_back(std::move(series));
    world.no_content_filter = active_.rules().no_content_filter;
    return world;
}

std::vector<model::Reading> Observer::readings(const model::World& world) const {
    std::vector<model::Reading> all;
    const auto add = [&](std::vector<model::Reading> more) {
        all.insert(all.end(), std::make_move_iterator(more.begin()),
                   std::make_move_iterator(more.end()));
    };
    add(readings_of(*world.topology));
    for (const auto& port : world.ports) {
        Surroundings surroundings;
        surroundings.others_answered = sessions_.others_answered(port.session->taken_at);
        if (port.reason == model::Reason::vantage_ill) surroundings.vantage = port.reason;
        add(readings_of(port.session, surroundings));
    }
    for (const auto& look : world.reverse) add(readings_of(*look));
    if (world.spf) add(readings_of(*world.spf));
    for (const auto& series : world.series) add(readings_of(*series));
    for (const auto& listing : world.listings) {
        // What a zone said before it was found out is no sign of anything (FAILURES D12).
        if (!zones_.is_proven(listing->zone, listing->address.family())) continue;
        for (const auto& host : world.topology->hosts) {
            if (std::ranges::find(host.addresses, listing->address) == host.addresses.end())
                continue;
            add(readings_of(*listing, host.name));
        }
    }
    return all;
}

std::vector<model::Subject> subjects_of(const model::Topology& topology,
                                        const model::Needs& needs) {
    std::vector<model::Subject> subjects{model::Subject::name(topology.target.name)};
    for (const auto& endpoint : needs.sessions)
        subjects.push_back(model::Subject::endpoint(endpoint));
    for (const auto& of : needs.reverse)
        subjects.push_back(model::Subject::address(of.host, of.address));
    for (const auto& of : needs.listings)
        subjects.push_back(model::Subject::address(of.host, of.address));
    for (const auto& wanted : needs.series)
        subjects.push_back(model::Subject::endpoint(wanted.endpoint));
    std::ranges::sort(subjects);
    subjects.erase(std::unique(subjects.begin(), subjects.end()), subjects.end());
    return subjects;
}

}  // namespace mailwatchd::observe
