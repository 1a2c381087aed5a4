// Active probes: series of mail transactions, made only if allowed and at the pace
// (docs/verdicts.md, Active tests). One probe per endpoint covers all the kinds wanted, in at
// most three sessions, and each series serves all targets.
#pragma once

#include "model/world.h"
#include "net/pace.h"
#include "net/seam.h"
#include "net/semaphore.h"
#include "net/single_flight.h"
#include "observe/cache.h"
#include "observe/freshness.h"
#include "observe/prober/tcp_guard.h"
#include "observe/series/ourselves.h"
#include "observe/session/mail_look.h"
#include "observe/session/sessions.h"
#include "watch/permission.h"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace mailwatchd::observe {

using SeriesPtr = std::shared_ptr<const model::ActiveSeries>;

/// Maximum sessions of one probe (docs/verdicts.md): 24 RCPT, enough for everything on port 25.
inline constexpr std::size_t probe_sessions_max = 3;
/// Time before a deferred envelope is sent again, once.
inline constexpr base::Duration deferral = std::chrono::minutes{20};

/// A provider whose hosts get no active test.
struct ProviderBackoff {
    std::string provider;
    base::Instant until;
    /// The reply that caused it, "mx1.example.org: 421 4.7.0 go away". Not stored: found in the
    /// series, by `holds`; empty if there is none.
    std::string why = {};
    bool operator==(const ProviderBackoff&) const = default;
};

/// A request for series of one endpoint, on behalf of a target.
struct ProbeRequest {
    model::TargetName target;
    model::ActiveMode mode = model::ActiveMode::off;
    model::Endpoint endpoint;
    std::vector<model::SeriesKind> kinds;
};

class Active {
public:
    struct Tools {
        net::Clock& clock;
        net::Resolver& resolver;
        net::Connector& connector;
        net::Pace& pace;
        Sessions& sessions;
        TcpGuard& guard;
        DnsblClient& dnsbls;
        LookNumbers& numbers;
    };
    using Key = std::pair<model::AddressPort, model::SeriesKind>;
    using Cache = ObservationCache<Key, model::ActiveSeries>;
    Active(Tools tools, LookSettings look, model::ActiveRules rules);

    /// Makes the series that are allowed and not cached or not fresh enough. A
    /// passive session comes first; if it finds no server, nothing is sent.
    net::Awaitable<void> probe(ProbeRequest request, Freshness freshness);

    /// The series that a judge of that target sees: the latest one, or a closed one with the reason
    /// why it is not allowed; null if there is neither. A backoff prevents new series only.
    SeriesPtr seen(const model::TargetName& target, model::ActiveMode mode,
                   const model::Needs::Series& wanted) const;
    SeriesPtr latest(const model::Endpoint& endpoint, model::SeriesKind kind) const {
        return cache_.latest({address_port(endpoint), kind});
    }
    const Cache& cache() const { return cache_; }
    Cache& cache() { return cache_; }

    /// With the end of each backoff by the current wall clock.
    std::vector<ProviderBackoff> backoffs() const;
    /// The same with their causes.
    std::vector<ProviderBackoff> holds() const;
    /// The backoff that holds for an endpoint, its provider's or its address's, with its cause.
    std::optional<ProviderBackoff> hold_of(const model::Endpoint& endpoint) const;
    void restore(const std::vector<ProviderBackoff>& providers);

    const model::ActiveRules& rules() const { return rules_; }
    /// Called after a reload.
    void set_settings(LookSettings look, model::ActiveRules rules);

private:
    using Kinds = std::vector<model::SeriesKind>;
    using Done = std::vector<SeriesPtr>;

    /// `looked`: the prober has been checked. `in_hand`: the series exists, and is only judged.
    struct Stage {
        bool looked = false;
        bool in_hand = false;
    };
    model::Reason why_closed(const ProbeRequest& request, model::SeriesKind kind,
                             Stage stage) const;
    model::Reason why_ourselves_closed(watch::ActiveAsk ask, watch::Ourselves ourselves) const;
    std::optional<base::Instant> blocked_until(const model::Endpoint& endpoint) const;
    std::map<std::string, SeriesPtr> rejections() const;
    net::Awaitable<void> look_at_ourselves(model::Address address);
    net::Awaitable<net::SingleFlight<Done>::Value> fly(ProbeRequest request, Purpose purpose);
    void back_off(const model::Endpoint& endpoint);

    Tools tools_;
    LookSettings look_;
    model::ActiveRules rules_;
    net::Semaphore places_;
    net::SingleFlight<Done> flights_;
    Cache cache_;
    ObservationCache<model::Address, watch::Ourselves> ourselves_;
    std::map<std::string, base::Ticks> backoffs_;  ///< End of the backoff, by provider.
};

}  // namespace mailwatchd::observe
