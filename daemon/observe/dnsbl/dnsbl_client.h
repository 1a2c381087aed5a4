// Queries block lists over the network; each must pass its self-test first (promise 8).
#pragma once

#include "model/listing.h"
#include "net/seam.h"
#include "observe/cache.h"
#include "observe/dnsbl/block_list.h"
#include "observe/dnsbl/dnsbl_questions.h"
#include "observe/freshness.h"
#include "observe/kind.h"

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace mailwatchd::observe {

using ListingPtr = std::shared_ptr<const model::Listing>;
using HealthPtr = std::shared_ptr<const model::DnsblHealth>;

/// The known lists, immutable; a reload replaces all of them. Null means none.
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

    /// Whether the list can be used for that family: the latest self-test if it is still valid, a
    /// new one, or the reason why the list is not queried. Lists of names use IPv4's family.
    net::Awaitable<HealthPtr> prove(model::Dnsbl dnsbl, Family family, Freshness freshness);

    /// Tests the list now, whatever is known of it. Only a missing key prevents it.
    net::Awaitable<HealthPtr> test(model::Dnsbl dnsbl, Family family, Freshness freshness);

    /// The list's answer for the address; null if the list failed its self-test.
    net::Awaitable<ListingPtr> look(model::Dnsbl dnsbl, model::Address address,
                                    Freshness freshness);

    /// A list's answer, not cached. `said` is empty unless `health` is proven.
    struct LookupResult {
        HealthPtr health;
        DnsblAnswer said;
        std::string text;      ///< The list's TXT for a listing; raw, bounded.
        base::Moment asked{};  ///< When the turn of the query had come.
    };
    /// `front` precedes the list's name: a reversed address of that family, or a name.
    net::Awaitable<LookupResult> lookup(model::Dnsbl dnsbl, std::string front, Family family,
                                        Freshness freshness);

    /// Tests lists again that have listed a new address since the last call: a list that begins to
    /// list everything during a round is detected before its answers count.
    net::Awaitable<void> prove_suspicious(Freshness freshness);

    /// The latest one, of any age; null if there is none.
    ListingPtr latest(const model::Address& address, const std::string& dnsbl) const {
        return listings_.latest({address, dnsbl});
    }
    const Listings& listings() const { return listings_; }
    const Proofs& proofs() const { return proofs_; }
    /// Whether it passed its latest self-test.
    bool is_proven(const std::string& dnsbl, Family family) const;
    /// Restores what was stored before a restart. Ignores lists that are not in the catalogue.
    void restore(const ListingPtr& listing);
    void restore(const HealthPtr& health);
    /// Removes listings taken before then, of addresses that are not wanted.
    void forget(base::Ticks before,
                const std::function<bool(const model::Address& address)>& is_wanted);

    /// All self-tests, and why the other lists are not queried; for metrics and reports.
    std::vector<model::DnsblHealth> health() const;

private:
    using Proven = base::Result<HealthPtr>;

    net::Awaitable<HealthPtr> prove_itself(model::Dnsbl dnsbl, Family family, Freshness freshness);
    net::Awaitable<Proven> prove_now(model::Dnsbl dnsbl, Family family, Freshness freshness);
    /// The first of the lists that contain all of this one and pass their self-test; "" if none
    /// does.
    net::Awaitable<std::string> proven_holder(model::Dnsbl dnsbl, Family family,
                                              Freshness freshness);
    net::Awaitable<base::Result<ListingPtr>> look_now(model::Dnsbl dnsbl, model::Address address,
                                                      Freshness freshness);
    net::Awaitable<LookupResult> lookup_now(model::Dnsbl dnsbl, std::string front, Family family,
                                            Freshness freshness);

    bool is_configured(const std::string& dnsbl) const;
    /// Stores it as the latest one, together with what follows from the previous one. If a reload
    /// removed the list meanwhile, the caller still gets the result, but nothing is stored.
    HealthPtr keep(model::DnsblHealth health, base::Ticks taken);
    /// Stores a state found without a query, or by an answer in the middle of a round.
    HealthPtr keep(const model::Dnsbl& dnsbl, Family family, model::DnsblState state,
                   std::string evidence);

    net::Clock& clock_;
    Catalogue catalogue_;
    DnsblQuestions questions_;
    Proofs proofs_;
    Listings listings_;
    std::set<Key> suspicious_;
};

/// The self-tests of all lists are stored as one kind, whoever queries the lists.
class ListTrust {
public:
    virtual ~ListTrust() = default;
    /// Adds lists outside the block lists; their stored self-tests are restored too.
    virtual void add_lists(DnsblClient& others) = 0;
    /// Adds the self-tests of `dnsbls` in their stored form.
    virtual void keep(const DnsblClient& dnsbls, Seen& seen) const = 0;
};

}  // namespace mailwatchd::observe
