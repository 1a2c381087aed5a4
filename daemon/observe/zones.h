// Lists over the network: proves every one before it is believed (promise 8).
#pragma once

#include "model/listing.h"
#include "net/seam.h"
#include "net/shared.h"
#include "observe/block_list.h"
#include "observe/demand.h"
#include "observe/zone_questions.h"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace mailwatchd::observe {

using ListingPtr = std::shared_ptr<const model::Listing>;
using HealthPtr = std::shared_ptr<const model::ZoneHealth>;

/// The zones that are known, immutable; a reload replaces it whole. Null stands for none.
using Catalogue = std::shared_ptr<const std::vector<model::Zone>>;

class Zones {
public:
    using Family = model::Address::Family;

    Zones(net::Clock& clock, net::Resolver& resolver, Catalogue catalogue);

    const Catalogue& catalogue() const { return catalogue_; }
    void set_catalogue(Catalogue catalogue);
    void set_keys(Keys keys) { questions_.set_keys(std::move(keys)); }

    /// Whether the zone may be believed for that family: the latest proof where it holds, or why
    /// the zone is not asked. For a list of names the family is IPv4's.
    net::Awaitable<HealthPtr> prove(model::Zone zone, Family family, Demand demand);

    /// A proof here and now, whatever is known of the zone; only a missing key prevents it.
    net::Awaitable<HealthPtr> test(model::Zone zone, Family family, Demand demand);

    /// What the zone says of the address; null where the zone is not proven.
    net::Awaitable<ListingPtr> look(model::Zone zone, model::Address address, Demand demand);

    /// What a zone says, not kept. `said` says nothing where `health` is not proven.
    struct Heard {
        HealthPtr health;
        Said said;
        std::string text;  ///< The zone's TXT where listed; raw, bounded.
    };
    /// `front` stands before the zone's name: a reversed address of that family, or a name.
    net::Awaitable<Heard> hear(model::Zone zone, std::string front, Family family, Demand demand);

    /// Proves once more those zones that named an address anew since the last call: one that began
    /// to list the world in the middle of a round is found out before anybody believes it.
    net::Awaitable<void> prove_suspicious(Demand demand);

    /// The latest one, however old; null where there is none.
    ListingPtr latest(const model::Address& address, const std::string& zone) const;
    /// Whether the latest proof found it well.
    bool is_proven(const std::string& zone, Family family) const;
    /// Gives back what was recorded before a restart.
    void remember(ListingPtr listing);
    void remember(const model::ZoneHealth& health);

    /// All proofs, and why the other zones are not asked: for gauges and reports.
    std::vector<model::ZoneHealth> health() const;

private:
    using Key = std::pair<std::string, Family>;
    using Proven = net::Shared<model::ZoneHealth>::Value;

    net::Awaitable<HealthPtr> prove_itself(model::Zone zone, Family family, Demand demand);
    net::Awaitable<Proven> prove_now(model::Zone zone, Family family, Demand demand);
    /// The first of the lists that hold all of this one and are proven; "" where none is.
    net::Awaitable<std::string> proven_holder(model::Zone zone, Family family, Demand demand);
    net::Awaitable<net::Shared<model::Listing>::Value> look_now(model::Zone zone,
                                                                model::Address address,
                                                                Demand demand);
    net::Awaitable<Heard> hear_now(model::Zone zone, std::string front, Family family,
                                   Demand demand);

    /// Makes it the latest, with what follows from those before.
    HealthPtr keep(model::ZoneHealth health);
    /// A state that needed no question, or that one answer in the middle of a round gave away.
    HealthPtr keep(const model::Zone& zone, Family family, model::ZoneState state,
                   std::string evidence);

    net::Clock& clock_;
    Catalogue catalogue_;
    ZoneQuestions questions_;
    net::Shared<model::ZoneHealth> proofs_;
    net::Shared<model::Listing> looks_;
    std::map<Key, HealthPtr> health_;
    std::map<std::pair<model::Address, std::string>, ListingPtr> latest_;
    std::set<Key> suspicious_;
};

}  // namespace mailwatchd::observe
