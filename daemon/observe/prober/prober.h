// The health of the prober: while it is unhealthy, targets are not to blame (promise 3).
#pragma once

#include "base/domain_name.h"
#include "model/address.h"
#include "net/seam.h"
#include "net/single_flight.h"
#include "observe/cache.h"
#include "observe/freshness.h"

#include <functional>
#include <string>
#include <vector>

namespace mailwatchd::observe {

struct ProberHealth {
    base::Instant taken_at;
    base::Ticks ticks;                 ///< The same on the clock that is never stepped.
    bool resolver_answers = true;      ///< A canary name was found.
    bool resolver_rewrites = false;    ///< A name that cannot exist was "found".
    bool ports_intercepted = false;    ///< A TEST-NET address "answered" on a mail port.
    bool outbound_25_blocked = false;  ///< Every session on port 25 met silence.
    std::string evidence;

    bool resolver_healthy() const { return resolver_answers && !resolver_rewrites; }
    bool ports_healthy() const { return !ports_intercepted; }
    bool healthy() const { return resolver_healthy() && ports_healthy() && !outbound_25_blocked; }
};

struct ProberSettings {
    std::vector<base::DomainName> canaries;  ///< Names that exist while the DNS works.
    model::Address test_net;                 ///< No real host can answer there (RFC 5737).
};

/// The latest health check of the prober, shared by all callers.
class Prober {
public:
    /// `canary_connector` may connect only to `settings.test_net`. All arguments must outlive it.
    Prober(net::Clock& clock, net::Resolver& resolver, net::Connector& canary_connector,
           LookNumbers& numbers, ProberSettings settings);

    const ProberHealth& health() const { return health_; }
    /// Of the latest check; 0 before the first.
    std::uint32_t look_number() const { return look_; }
    /// Checks again if the latest check is older than `not_before`.
    net::Awaitable<void> look(base::Ticks not_before);

    /// Only mail sessions show whether outbound port 25 is open. Called after each check, and by
    /// `refresh`.
    void set_port_25(std::function<bool()> is_blocked) { is_blocked_ = std::move(is_blocked); }
    void refresh();
    void set_settings(ProberSettings settings) { settings_ = std::move(settings); }

private:
    net::Clock& clock_;
    net::Resolver& resolver_;
    net::Connector& connector_;
    LookNumbers& numbers_;
    ProberSettings settings_;
    net::SingleFlight<ProberHealth> flights_;
    ProberHealth health_;
    std::uint32_t look_ = 0;
    std::function<bool()> is_blocked_;
};

/// Queries the canaries and a random name under the first of them, and tries to connect to the
/// TEST-NET address. `connector` must be allowed to connect to `test_net`.
net::Awaitable<ProberHealth> look_at_prober(net::Clock& clock, net::Resolver& resolver,
                                            net::Connector& connector, ProberSettings settings);

}  // namespace mailwatchd::observe
