// Where targets receive their mail, discovered once and cached.
#pragma once

#include "observe/cache.h"
#include "observe/spf/spf.h"
#include "observe/topology/discovery.h"

#include <memory>
#include <string>

namespace mailwatchd::observe {

using TopologyPtr = std::shared_ptr<const model::Topology>;

class Topologies {
public:
    using Cache = ObservationCache<std::string, model::Topology>;

    Topologies(net::Clock& clock, net::Resolver& resolver, LookNumbers& numbers, SpfLooks& spf)
        : clock_{clock}, resolver_{resolver}, spf_{spf}, cache_{clock, numbers} {}

    /// Looks up the target's SPF record too, because it names the hosts that send.
    net::Awaitable<TopologyPtr> look(DiscoveryScope scope, Freshness freshness);
    TopologyPtr latest(const std::string& target) const { return cache_.latest(target); }

    const Cache& cache() const { return cache_; }
    Cache& cache() { return cache_; }

private:
    net::Clock& clock_;
    net::Resolver& resolver_;
    SpfLooks& spf_;
    Cache cache_;
};

}  // namespace mailwatchd::observe
