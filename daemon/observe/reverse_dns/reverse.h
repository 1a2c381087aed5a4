// PTR lookups with forward confirmation ("iprev", RFC 8601 §3).
#pragma once

#include "model/listing.h"
#include "model/world.h"
#include "net/seam.h"
#include "observe/cache.h"
#include "observe/freshness.h"

#include <memory>

namespace mailwatchd::observe {

/// "1.2.0.192.in-addr.arpa".
std::string reverse_name(const model::Address& address);

/// Never fails: failures are part of the result.
net::Awaitable<std::shared_ptr<const model::ReverseDns>> look_up_reverse(net::Clock& clock,
                                                                         net::Resolver& resolver,
                                                                         std::string host,
                                                                         model::Address address,
                                                                         Freshness freshness);

/// Looks up addresses and caches the latest result of each, whatever its hosts are called.
class ReverseLooks {
public:
    using Of = model::Needs::HostAddressKey;
    using Cache = ObservationCache<model::Address, model::ReverseDns>;
    using Ptr = std::shared_ptr<const model::ReverseDns>;

    ReverseLooks(net::Clock& clock, net::Resolver& resolver, LookNumbers& numbers)
        : clock_{clock}, resolver_{resolver}, cache_{clock, numbers} {}

    net::Awaitable<Ptr> look(Of of, Freshness freshness);
    const Cache& cache() const { return cache_; }
    Cache& cache() { return cache_; }

private:
    net::Awaitable<base::Result<Ptr>> look_now(Of of, Freshness freshness);

    net::Clock& clock_;
    net::Resolver& resolver_;
    Cache cache_;
};

}  // namespace mailwatchd::observe
