// All observations of a target, made once and cached. Rounds of the daemon and one-off audits reach
// the network only through this class. It handles kinds without knowing their content.
#pragma once

#include "model/active_rules.h"
#include "model/world.h"
#include "net/pace.h"
#include "net/seam.h"
#include "observe/cache.h"
#include "observe/dnsbl/dnsbl_client.h"
#include "observe/freshness.h"
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

/// The network, real or scripted. All of it must outlive the Observer.
struct Network {
    net::Clock& clock;
    net::Resolver& resolver;
    net::Connector& connector;
    net::Connector& canary_connector;  ///< May connect only to VantageSettings::test_net.
};

struct ObserverSettings {
    LookSettings look;
    net::PaceRules pace;
    ProberSettings prober;
    Catalogue catalogue;
    Catalogue sources;  ///< The reputation lists.
    Keys keys;
    model::ActiveRules active;
};

/// Called after each observation of a round with the number done and the total.
using Progress = std::function<void(std::size_t done, std::size_t total)>;

class Observer {
public:
    Observer(Network network, ObserverSettings settings,
             std::span<const NumberedKind> kinds = observe::kinds());
    ~Observer();
    Observer(const Observer&) = delete;
    Observer& operator=(const Observer&) = delete;

    net::Awaitable<TopologyPtr> topology(DiscoveryScope scope, Freshness freshness);
    TopologyPtr latest_topology(const std::string& target) const;
    /// Makes the observations of `needs` that are not cached or not new enough for `freshness`.
    net::Awaitable<void> take(model::Needs needs, Freshness freshness, Progress progress);
    /// Observes a subject again, with every kind of the requested readings.
    net::Awaitable<Seen> recheck(RecheckRequest what, Freshness freshness);

    /// The newest cached observations for a target.
    model::World world(TopologyPtr topology, const model::Needs& needs) const;
    /// The readings to fold and the observations to store. The fold skips those folded before.
    Seen see(const model::World& world) const;
    /// The same for lists and the prober.
    Seen see_our_own() const;

    /// Returns the confirmed value of a reading; "" if there is none, or without an engine.
    using StandingValues = std::function<std::string_view(const model::Subject& subject,
                                                          const model::ReadingKind& kind)>;
    void set_standing_values(StandingValues standing_values) {
        standing_values_ = std::move(standing_values);
    }
    std::string_view standing_values(const model::Subject& subject,
                                     const model::ReadingKind& kind) const {
        return standing_values_ ? standing_values_(subject, kind) : std::string_view{};
    }

    /// Returns the host name under which to open a session with an address, given the name of the
    /// latest session; "" if no target rests on the address.
    using HostNames =
        std::function<std::string(const model::Subject& subject, std::string_view last)>;
    void set_host_names(HostNames host_names) { host_names_ = std::move(host_names); }
    /// The same; the host of the request if no target rests on the address, or without an engine.
    std::string host_name(const model::Endpoint& asked, std::string_view last) const;

    /// The subjects that a target with these needs rests on. It is judged if none of them has a
    /// pending change.
    std::vector<model::Subject> subjects_of(const model::Needs& needs) const;
    /// The keys that the state has for it; `restore` takes their rows.
    std::vector<StoreKey> stored(const model::Topology& topology, const model::Needs& needs) const;
    void restore(std::uint16_t kind, std::string_view body);

    /// The latest health of the prober. `look_at_ourselves` checks it again if it is older than
    /// `not_before`, and asks controls again about what they showed to be our fault.
    const ProberHealth& prober() const { return use<Prober>().health(); }
    net::Awaitable<void> look_at_ourselves(base::Ticks not_before);

    /// Removes what was taken before then and no target rests on.
    void forget(base::Ticks before, const Retained& wanted);
    /// Number of cached observations of all kinds.
    std::size_t size() const;

    net::Pace& pace() { return pace_; }
    LookNumbers& numbers() { return numbers_; }
    const Network& network() const { return network_; }
    const ObserverSettings& settings() const { return settings_; }
    std::uint16_t number_of(std::string_view kind) const;
    const model::ReadingKinds& reading_kinds() const { return reading_kinds_; }

    /// Called after a reload.
    void set_settings(ObserverSettings settings);

    /// A service that a kind offers to later kinds, and to callers that need only that kind. Lives
    /// as long as the Observer.
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
    StandingValues standing_values_;
    HostNames host_names_;
    std::map<const void*, void*> services_;
    std::vector<Opened> opened_;
};

}  // namespace mailwatchd::observe
