// Ourselves: if we are the ones who are ill, nothing else is (promise 3).
#pragma once

#include "base/domain_name.h"
#include "model/reading.h"
#include "net/seam.h"
#include "observe/demand.h"

#include <optional>
#include <string>
#include <vector>

namespace mailwatchd::observe {

struct VantageHealth {
    base::Instant taken_at;
    bool resolver_answers = true;      ///< Some canary name was found.
    bool resolver_rewrites = false;    ///< A name that can't exist was "found".
    bool ports_intercepted = false;    ///< A TEST-NET address "answered" on a mail port.
    bool outbound_25_blocked = false;  ///< Every look at port 25 met silence.
    std::string evidence;

    bool resolver_well() const { return resolver_answers && !resolver_rewrites; }
    bool ports_well() const { return !ports_intercepted; }
    bool well() const { return resolver_well() && ports_well() && !outbound_25_blocked; }
};

/// Readings `vantage` of resolver, ports and outbound port 25: "well" or "ill".
std::vector<model::Reading> readings_of(const VantageHealth& health);

struct VantageSettings {
    std::vector<base::DomainName> canaries;  ///< Names that exist while the DNS works.
    model::Address test_net;                 ///< Nobody can answer there (RFC 5737).
};

/// Asks the canaries, a random name under the first of them, and knocks at the TEST-NET address.
/// `connector` must be one that is allowed to connect to `test_net`.
net::Awaitable<VantageHealth> look_at_vantage(net::Clock& clock, net::Resolver& resolver,
                                              net::Connector& connector, VantageSettings settings);

}  // namespace mailwatchd::observe
