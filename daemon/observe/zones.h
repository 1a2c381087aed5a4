// Block lists over the network: proves every zone before it is believed (promise 8).
#pragma once

#include "model/listing.h"
#include "net/limiter.h"
#include "net/seam.h"
#include "net/shared.h"
#include "observe/demand.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace mailwatchd::observe {

using ListingPtr = std::shared_ptr<const model::Listing>;
using HealthPtr = std::shared_ptr<const model::ZoneHealth>;

/// The zones that are asked, immutable; a reload replaces it whole.
using Catalogue = std::shared_ptr<const std::vector<model::Zone>>;

class Zones {
public:
    Zones(net::Clock& clock, net::Resolver& resolver, Catalogue catalogue);

    const Catalogue& catalogue() const { return catalogue_; }
    void set_catalogue(Catalogue catalogue);

    /// Whether the zone may be believed for that family: the latest proof where it serves.
    net::Awaitable<HealthPtr> prove(model::Zone zone, model::Address::Family family, Demand demand);

    /// What the zone says of the address; null where the zone is not proven.
    net::Awaitable<ListingPtr> look(model::Zone zone, model::Address address, Demand demand);

    /// The latest one, however old; null where there is none.
    ListingPtr latest(const model::Address& address, const std::string& zone) const;
    /// Gives back what was recorded before a restart.
    void remember(ListingPtr listing);
    void remember(const model::ZoneHealth& health);

    /// All proofs, for gauges and reports.
    std::vector<model::ZoneHealth> health() const;

private:
    using Key = std::pair<std::string, model::Address::Family>;

    net::Awaitable<base::Result<dns::Answer>> ask(dns::Question question, const Demand& demand,
                                                  base::Deadline deadline);
    net::Awaitable<net::Shared<model::ZoneHealth>::Value> prove_now(model::Zone zone,
                                                                    model::Address::Family family,
                                                                    Demand demand);
    net::Awaitable<net::Shared<model::Listing>::Value> look_now(model::Zone zone,
                                                                model::Address address,
                                                                Demand demand);

    net::Clock& clock_;
    net::Resolver& resolver_;
    Catalogue catalogue_;
    net::Limiter questions_;
    net::Shared<model::ZoneHealth> proofs_;
    net::Shared<model::Listing> looks_;
    std::map<Key, HealthPtr> health_;
    std::map<std::pair<model::Address, std::string>, ListingPtr> latest_;
};

}  // namespace mailwatchd::observe
