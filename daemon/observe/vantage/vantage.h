// Ourselves: if we are the ones who are ill, nothing else is (promise 3).
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

struct VantageHealth {
    base::Instant taken_at;
    base::Ticks ticks;                 ///< The same on the clock that is never stepped.
    bool resolver_answers = true;      ///< Some canary name was found.
    bool resolver_rewrites = false;    ///< A name that can't exist was "found".
    bool ports_intercepted = false;    ///< A TEST-NET address "answered" on a mail port.
    bool outbound_25_blocked = false;  ///< Every look at port 25 met silence.
    std::string evidence;

    bool resolver_well() const { return resolver_answers && !resolver_rewrites; }
    bool ports_well() const { return !ports_intercepted; }
    bool well() const { return resolver_well() && ports_well() && !outbound_25_blocked; }
};

struct VantageSettings {
    std::vector<base::DomainName> canaries;  ///< Names that exist while the DNS works.
    model::Address test_net;                 ///< Nobody can answer there (RFC 5737).
};

/// The latest look at ourselves, shared by all who want one.
class Vantage {
public:
    /// `canary_connector` may connect to `settings.test_net` and nothing else. All outlives it.
    Vantage(net::Clock& clock, net::Resolver& resolver, net::Connector& canary_connector,
            LookNumbers& numbers, VantageSettings settings);

    const VantageHealth& health() const { return health_; }
    /// Of the latest look; 0 before the first.
    std::uint32_t look_number() const { return look_; }
    /// A new one where the latest is older than `not_before`.
    net::Awaitable<void> look(base::Ticks not_before);

    /// Only mail sessions can tell whether port 25 is open to us: asked after each look at
    /// ourselves, and by `refresh`.
    void set_port_25(std::function<bool()> is_blocked) { is_blocked_ = std::move(is_blocked); }
    void refresh();
    void set_settings(VantageSettings settings) { settings_ = std::move(settings); }

private:
    net::Clock& clock_;
    net::Resolver& resolver_;
    net::Connector& connector_;
    LookNumbers& numbers_;
    VantageSettings settings_;
    net::Shared<VantageHealth> flights_;
    VantageHealth health_;
    std::uint32_t look_ = 0;
    std::function<bool()> is_blocked_;
};

/// Asks the canaries, a random name under the first of them, and knocks at the TEST-NET address.
/// `connector` must be one that is allowed to connect to `test_net`.
net::Awaitable<VantageHealth> look_at_vantage(net::Clock& clock, net::Resolver& resolver,
                                              net::Connector& connector, VantageSettings settings);

}  // namespace mailwatchd::observe
