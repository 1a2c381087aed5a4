// Ourselves: if the prober is unhealthy, nothing else is (promise 3).
#pragma once

#include "base/domain_name.h"
#include "model/address.h"
#include "net/seam.h"
#include "net/shared.h"
#include "observe/cache.h"
#include "observe/demand.h"

#include <functional>
#include <string>
#include <vector>

namespace mailwatchd::observe {

struct ProberHealth {
    base::Instant taken_at;
    base::Ticks ticks;                 ///< The same on the clock that is never stepped.
    bool resolver_answers = true;      ///< Some canary name was found.
    bool resolver_rewrites = false;    ///< A name that can't exist was "found".
    bool ports_intercepted = false;    ///< A TEST-NET address "answered" on a mail port.
    bool outbound_25_blocked = false;  ///< Every look at port 25 met silence.
    std::string evidence;

    bool resolver_healthy() const { return resolver_answers && !resolver_rewrites; }
    bool ports_healthy() const { return !ports_intercepted; }
    bool healthy() const { return resolver_healthy() && ports_healthy() && !outbound_25_blocked; }
};

struct ProberSettings {
    std::vector<base::DomainName> canaries;  ///< Names that exist while the DNS works.
    model::Address test_net;                 ///< Nobody can answer there (RFC 5737).
};

/// The latest look at ourselves, shared by all who want one.
class Prober {
public:
    /// `canary_connector` may connect to `settings.test_net` and nothing else. All outlives it.
    Prober(net::Clock& clock, net::Resolver& resolver, net::Connector& canary_connector,
           LookNumbers& numbers, ProberSettings settings);

    const ProberHealth& health() const { return health_; }
    /// Of the latest look; 0 before the first.
    std::uint32_t look_number() const { return look_; }
    /// A new one where the latest is older than `not_before`.
    net::Awaitable<void> look(base::Ticks not_before);

    /// Only mail sessions can tell whether port 25 is open to us: asked after each look at
    /// ourselves, and by `refresh`.
    void set_port_25(std::function<bool()> is_blocked) { is_blocked_ = std::move(is_blocked); }
    void refresh();
    void set_settings(ProberSettings settings) { settings_ = std::move(settings); }

private:
    net::Clock& clock_;
    net::Resolver& resolver_;
    net::Connector& connector_;
    LookNumbers& numbers_;
    ProberSettings settings_;
    net::Shared<ProberHealth> flights_;
    ProberHealth health_;
    std::uint32_t look_ = 0;
    std::function<bool()> is_blocked_;
};

/// Asks the canaries, a random name under the first of them, and knocks at the TEST-NET address.
/// `connector` must be one that is allowed to connect to `test_net`.
net::Awaitable<ProberHealth> look_at_prober(net::Clock& clock, net::Resolver& resolver,
                                            net::Connector& connector, ProberSettings settings);

}  // namespace mailwatchd::observe
