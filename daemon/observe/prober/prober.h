// Checks the health of the prober: while it is unhealthy, targets are not to blame (promise 3).
#pragma once

#include "base/domain_name.h"
#include "model/address.h"
#include "net/seam.h"
#include "net/single_flight.h"
#include "observe/cache.h"
#include "observe/freshness.h"
#include "observe/prober/health.h"
#include "observe/prober/own_address.h"

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace mailwatchd::observe {

/// A host of somebody else that is believed to answer on a port.
struct ControlHost {
    std::string host;  ///< A DomainName's text or an address's text.
    std::uint16_t port = 25;
    auto operator<=>(const ControlHost&) const = default;
};

struct ProberSettings {
    std::vector<base::DomainName> canaries;  ///< Names that have records while the DNS works.
    model::Address test_net;                 ///< No real host can answer there (RFC 5737).
    std::vector<ControlHost> controls = {};
    std::string helo_name = {};  ///< The MX hosts of its organisation are controls, too.
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
    /// The same for what matters to sessions: the ports and our own address. There is one such
    /// check at a time, however many sessions end.
    net::Awaitable<void> look_at_ports(base::Ticks not_before);

    /// Problems of outbound ports, which only mail sessions show (tcp_guard.h): by port, in words.
    void set_outbound(std::map<std::uint16_t, std::string> troubles);

    /// A change that others showed at the same time. `what` identifies it; it counts until it is
    /// withdrawn, or no longer repeated. Returns since when it has been repeated.
    base::Ticks suspect_common_cause(const std::string& what, std::string cause);
    void withdraw_common_cause(const std::string& what);

    /// Called whenever the health turns from good to bad, inside whatever noticed it.
    void set_on_trouble(std::function<void()> on_trouble) { on_trouble_ = std::move(on_trouble); }

    const ProberSettings& settings() const { return settings_; }
    void set_settings(ProberSettings settings) { settings_ = std::move(settings); }

private:
    void show(ProberHealth health);
    void refresh();
    void take_ports(std::string trouble, base::Ticks when);

    net::Clock& clock_;
    net::Resolver& resolver_;
    net::Connector& connector_;
    LookNumbers& numbers_;
    ProberSettings settings_;
    net::SingleFlight<ProberHealth> flights_;
    net::SingleFlight<ProberHealth> port_flights_;
    ProberHealth health_;
    std::uint32_t look_ = 0;
    std::string ports_;  ///< What is wrong with them.
    base::Ticks ports_at_ = base::Ticks::min();
    OwnAddress v4_, v6_;
    std::map<std::uint16_t, std::string> outbound_;
    std::function<void()> on_trouble_;
    struct CommonCause {
        std::string cause;
        base::Ticks since;
        base::Ticks repeated;
    };
    std::map<std::string, CommonCause> common_causes_;
};

/// Queries the canaries and a random name under one of them, and tries to connect to the TEST-NET
/// address. `connector` must be allowed to connect to `test_net`. Sees only the resolver and the
/// ports.
net::Awaitable<ProberHealth> look_at_prober(net::Clock& clock, net::Resolver& resolver,
                                            net::Connector& connector, ProberSettings settings);
/// Only the latter.
net::Awaitable<ProberHealth> look_at_prober_ports(net::Clock& clock, net::Resolver& resolver,
                                                  net::Connector& connector,
                                                  ProberSettings settings);

}  // namespace mailwatchd::observe
