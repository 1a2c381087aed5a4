// Lists over the network: proves every one before it is believed (promise 8).
#pragma once

#include "model/listing.h"
#include "net/seam.h"
#include "observe/cache.h"
#include "observe/demand.h"
#include "observe/dnsbl/block_list.h"
#include "observe/dnsbl/dnsbl_questions.h"
#include "observe/kind.h"

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace mailwatchd::observe {

using ListingPtr = std::shared_ptr<const model::Listing>;
using HealthPtr = std::shared_ptr<const model::DnsblHealth>;

/// The lists that are known, immutable; a reload replaces it whole. Null stands for none.
using Catalogue = std::shared_ptr<const std::vector<model::Dnsbl>>;

class DnsblClient {
public:
    using Family = model::Address::Family;

    using ListingKey = std::pair<model::Address, std::string>;
    using Listings = ObservationCache<ListingKey, model::Listing>;
    using Key = std::pair<std::string, Family>;
    using Proofs = ObservationCache<Key, model::DnsblHealth>;

    DnsblClient(net::Clock& clock, net::Resolver& resolver, LookNumbers& numbers,
                Catalogue catalogue);

    const Catalogue& catalogue() const { return catalogue_; }
    void set_catalogue(Catalogue catalogue);
    void set_keys(Keys keys) { questions_.set_keys(std::move(keys)); }

    /// Whether the list may be believed for that family: the latest proof where it holds, or why
    /// the list is not asked. For a list of names the family is IPv4's.
    net::Awaitable<HealthPtr> prove(model::Dnsbl dnsbl, Family family, Demand demand);

    /// A proof here and now, whatever is known of the list; only a missing key prevents it.
    net::Awaitable<HealthPtr> test(model::Dnsbl dnsbl, Family family, Demand demand);

    /// What the list says of the address; null where the list is not proven.
    net::Awaitable<ListingPtr> look(model::Dnsbl dnsbl, model::Address address, Demand demand);

    /// What a list says, not kept. `said` says nothing where `health` is not proven.
    struct LookupResult {
        HealthPtr health;
        DnsblAnswer said;
        std::string text;      ///< The list's TXT where listed; raw, bounded.
        base::Moment asked{};  ///< When the turn of the question had come.
    };
    /// `front` stands before the list's name: a reversed address of that family, or a name.
    net::Awaitable<LookupResult> lookup(model::Dnsbl dnsbl, std::string front, Family family,
                                        Demand demand);

    /// Proves once more those lists that named an address anew since the last call: one that began
    /// to list the world in the middle of a round is found out before anybody believes it.
    net::Awaitable<void> prove_suspicious(Demand demand);

    /// The latest one, however old; null where there is none.
    ListingPtr latest(const model::Address& address, const std::string& dnsbl) const {
        return listings_.latest({address, dnsbl});
    }
    const Listings& listings() const { return listings_; }
    const Proofs& proofs() const { return proofs_; }
    /// Whether the latest proof found it well.
    bool is_proven(const std::string& dnsbl, Family family) const;
    /// Gives back what was recorded before a restart; of lists that are not in the catalogue,
    /// nothing.
    void restore(const ListingPtr& listing);
    void restore(const HealthPtr& health);
    /// Listings taken before then of addresses that nobody wants.
    void forget(base::Ticks before,
                const std::function<bool(const model::Address& address)>& is_wanted);

    /// All proofs, and why the other lists are not asked: for gauges and reports.
    std::vector<model::DnsblHealth> health() const;

private:
    using Proven = base::Result<HealthPtr>;

    net::Awaitable<HealthPtr> prove_itself(model::Dnsbl dnsbl, Family family, Demand demand);
    net::Awaitable<Proven> prove_now(model::Dnsbl dnsbl, Family family, Demand demand);
    /// The first of the lists that hold all of this one and are proven; "" where none is.
    net::Awaitable<std::string> proven_holder(model::Dnsbl dnsbl, Family family, Demand demand);
    net::Awaitable<base::Result<ListingPtr>> look_now(model::Dnsbl dnsbl, model::Address address,
                                                      Demand demand);
    net::Awaitable<LookupResult> lookup_now(model::Dnsbl dnsbl, std::string front, Family family,
                                            Demand demand);

    bool is_configured(const std::string& dnsbl) const;
    /// Makes it the latest, with what follows from those before. A list that a reload removed
    /// meanwhile gets its answer and leaves nothing behind.
    HealthPtr keep(model::DnsblHealth health, base::Ticks taken);
    /// A state that needed no question, or that one answer in the middle of a round gave away.
    HealthPtr keep(const model::Dnsbl& dnsbl, Family family, model::DnsblState state,
                   std::string evidence);

    net::Clock& clock_;
    Catalogue catalogue_;
    DnsblQuestions questions_;
    Proofs proofs_;
    Listings listings_;
    std::set<Key> suspicious_;
};

/// The proofs of lists are stored as one kind, whoever asks the lists.
class ListTrust {
public:
    virtual ~ListTrust() = default;
    /// Lists beside the block lists, which get back what was recorded of them too.
    virtual void add_lists(DnsblClient& others) = 0;
    /// The proofs of `dnsbls` as they are stored.
    virtual void keep(const DnsblClient& dnsbls, Seen& seen) const = 0;
};

}  // namespace mailwatchd::observe
