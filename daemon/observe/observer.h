// Everything that can be seen of a target, taken once and remembered: the one door to the network
// for a round of the daemon and for an audit on the spot alike.
#pragma once

#include "model/reading.h"
#include "model/world.h"
#include "net/pace.h"
#include "net/seam.h"
#include "net/shared.h"
#include "observe/active.h"
#include "observe/demand.h"
#include "observe/discovery.h"
#include "observe/reputation.h"
#include "observe/sessions.h"
#include "observe/spf.h"
#include "observe/vantage.h"
#include "observe/zones.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace mailwatchd::observe {

using TopologyPtr = std::shared_ptr<const model::Topology>;
using ReversePtr = std::shared_ptr<const model::ReverseDns>;

/// The network, real or scripted. All of it outlives the Observer.
struct Network {
    net::Clock& clock;
    net::Resolver& resolver;
    net::Connector& connector;
    net::Connector&
        canary_connector;  ///< May connect to VantageSettings::test_net and nothing else.
};

struct ObserverSettings {
    LookSettings look;
    net::PaceRules pace;
    VantageSettings vantage;
    Catalogue catalogue;
    Catalogue sources;  ///< Of reputation.
    Keys keys;
    model::ActiveRules active;
};

/// Told after each observation of a round: how many of how many are done.
using Progress = std::function<void(std::size_t done, std::size_t total)>;

class Observer {
public:
    Observer(Network network, ObserverSettings settings);

    /// The target's SPF record is looked at with it, because it names the hosts that send.
    net::Awaitable<TopologyPtr> topology(DiscoveryScope scope, Demand demand);
    /// Takes what `needs` names and `demand` does not find in memory.
    net::Awaitable<void> take(model::Needs needs, Demand demand, Progress progress);

    net::Awaitable<ReversePtr> look_at_reverse(std::string host, model::Address address,
                                               Demand demand);

    /// What memory holds for a target, newest of each.
    model::World world(TopologyPtr topology, const model::Needs& needs) const;
    /// The readings of all that memory holds for it; folding ignores those folded before.
    std::vector<model::Reading> readings(const model::World& world) const;

    /// The latest look at ourselves, and a new one where it is older than `not_before`.
    const VantageHealth& vantage() const { return vantage_; }
    net::Awaitable<void> look_at_ourselves(base::Instant not_before);

    net::Pace& pace() { return pace_; }
    Sessions& sessions() { return sessions_; }
    Zones& zones() { return zones_; }
    Reputations& reputations() { return reputations_; }
    const Reputations& reputations() const { return reputations_; }
    SpfLooks& spf() { return spf_; }
    Active& active() { return active_; }
    const Sessions& sessions() const { return sessions_; }
    const Zones& zones() const { return zones_; }
    void remember(TopologyPtr topology) {
        topologies_[topology->target.name] = std::move(topology);
    }
    void remember(ReversePtr look);
    TopologyPtr latest_topology(const std::string& target) const;

    /// How many observations are remembered.
    std::size_t size() const {
        return topologies_.size() + reverse_.size() + sessions_.all().size();
    }

    /// After a reload.
    void set_settings(ObserverSettings settings);

private:
    using HostAddress = model::Needs::HostAddress;

    net::Awaitable<void> take_session(model::Endpoint endpoint, Demand demand);
    net::Awaitable<void> take_reverse(HostAddress of, Demand demand);
    net::Awaitable<void> take_reputation(model::Address address, Demand demand);
    net::Awaitable<void> take_domain_reputation(std::string domain, Demand demand);
    net::Awaitable<void> take_listing(model::Zone zone, model::Address address, Demand demand);
    net::Awaitable<void> take_series(Errand errand, Demand demand);

    Network network_;
    VantageSettings vantage_settings_;
    net::Pace pace_;
    Sessions sessions_;
    Zones zones_;
    Reputations reputations_;
    SpfLooks spf_;
    Active active_;
    net::Shared<VantageHealth> vantage_looks_;
    VantageHealth vantage_;
    std::map<std::string, TopologyPtr> topologies_;
    std::map<HostAddress, ReversePtr> reverse_;
};

/// The subjects that a target with these needs rests on: judged when none of them is in doubt.
std::vector<model::Subject> subjects_of(const model::Topology& topology, const model::Needs& needs);

}  // namespace mailwatchd::observe
