// Everything that can be seen of a target, taken once and remembered: the one door to the network
// for a round of the daemon and for an audit on the spot alike. It knows kinds, not what they are
// of.
#pragma once

#include "model/active_rules.h"
#include "model/world.h"
#include "net/pace.h"
#include "net/seam.h"
#include "observe/cache.h"
#include "observe/demand.h"
#include "observe/dnsbl/dnsbl_client.h"
#include "observe/kind.h"
#include "observe/prober/prober.h"
#include "observe/session/mail_look.h"
#include "observe/topology/topologies.h"

#include <cassert>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace mailwatchd::observe {

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
    ProberSettings prober;
    Catalogue catalogue;
    Catalogue sources;  ///< Of reputation.
    Keys keys;
    model::ActiveRules active;
};

/// Told after each observation of a round: how many of how many are done.
using Progress = std::function<void(std::size_t done, std::size_t total)>;

class Observer {
public:
    Observer(Network network, ObserverSettings settings,
             std::span<const NumberedKind> kinds = observe::kinds());
    ~Observer();
    Observer(const Observer&) = delete;
    Observer& operator=(const Observer&) = delete;

    net::Awaitable<TopologyPtr> topology(DiscoveryScope scope, Demand demand);
    TopologyPtr latest_topology(const std::string& target) const;
    /// Takes what `needs` names and `demand` does not find in memory.
    net::Awaitable<void> take(model::Needs needs, Demand demand, Progress progress);
    /// Looks at a subject again, by every kind that the readings in question are of.
    net::Awaitable<Seen> look_again(Recheck what, Demand demand);

    /// What memory holds for a target, newest of each.
    model::World world(TopologyPtr topology, const model::Needs& needs) const;
    /// What is to be folded and stored of a world; folding ignores what was folded before.
    Seen see(const model::World& world) const;
    /// The same of lists and of ourselves.
    Seen see_our_own() const;

    /// The DNS failed anywhere in what was seen: then we look at ourselves before we believe it.
    bool dns_failed(const model::World& world) const;

    /// What the engine believes of a reading; "" where nothing is, and where nobody asks it.
    using Believed = std::function<std::string_view(const model::Subject& subject,
                                                    const model::ReadingKind& kind)>;
    void set_believed(Believed believed) { believed_ = std::move(believed); }
    std::string_view believed(const model::Subject& subject, const model::ReadingKind& kind) const {
        return believed_ ? believed_(subject, kind) : std::string_view{};
    }

    /// The subjects that a target with these needs rests on: judged when none of them is in doubt.
    std::vector<model::Subject> subjects_of(const model::Needs& needs) const;
    /// What the state holds for it, and how it is given back.
    std::vector<StoreKey> stored(const model::Topology& topology, const model::Needs& needs) const;
    void restore(std::uint16_t kind, std::string_view body);

    /// The latest look at ourselves, and a new one where it is older than `not_before`.
    const ProberHealth& prober() const { return use<Prober>().health(); }
    net::Awaitable<void> look_at_ourselves(base::Ticks not_before);

    /// Drops what was taken before then and no target rests on.
    void forget(base::Ticks before, const Wanted& wanted);
    /// Observations in memory, of all kinds.
    std::size_t size() const;

    net::Pace& pace() { return pace_; }
    LookNumbers& numbers() { return numbers_; }
    const Network& network() const { return network_; }
    const ObserverSettings& settings() const { return settings_; }
    std::uint16_t number_of(std::string_view kind) const;
    const model::ReadingKinds& reading_kinds() const { return reading_kinds_; }

    /// After a reload.
    void set_settings(ObserverSettings settings);

    /// What a kind does for those after it, and for whoever asks about that kind alone. It lives as
    /// long as the Observer.
    template <class Service>
    void share(Service& service) {
        services_[&mark<Service>] = &service;
    }
    template <class Service>
    Service& use() const {
        const auto found = services_.find(&mark<Service>);
        assert(found != services_.end() && "a kind before it in observations.def shares it");
        return *static_cast<Service*>(found->second);
    }

private:
    template <class Service>
    static inline const char mark = 0;

    struct Opened {
        std::uint16_t number;
        const Kind* kind;
        std::unique_ptr<Collector> collector;
    };

    Network network_;
    ObserverSettings settings_;
    std::span<const NumberedKind> kinds_;
    model::ReadingKinds reading_kinds_;
    LookNumbers numbers_;
    net::Pace pace_;
    Believed believed_;
    std::map<const void*, void*> services_;
    std::vector<Opened> opened_;
};

}  // namespace mailwatchd::observe
