#include "observe/collector.h"
#include "observe/dnsbl/dnsbl_client.h"
#include "observe/listing/fields.h"
#include "observe/listing/readings.h"

#include <algorithm>

namespace mailwatchd::observe::listing {

namespace {

/// Listings are cached by the client that also tests the lists (dnsbl/).
class ListingCollector final : public Collector {
public:
    ListingCollector(Observer& observer, std::uint16_t number)
        : dnsbls_{observer.use<DnsblClient>()}, number_{number} {}

    void take(const model::Needs& needs, const Freshness& freshness, Work& work) override {
        for (const auto& of : needs.of<model::Listing>())
            for (const auto& dnsbl : *dnsbls_.catalogue())
                if (dnsbl.is_asked() && dnsbl.asks(of.address.family()))
                    work.push_back(take_one(dnsbl, of.address, freshness));
    }
    void show(const model::Needs& needs, model::World& world) const override {
        for (const auto& of : needs.of<model::Listing>())
            for (const auto& dnsbl : *dnsbls_.catalogue())
                if (auto listing = dnsbls_.latest(of.address, dnsbl.name))
                    world.of<model::Listing>().push_back(std::move(listing));
    }
    void see(const model::World& world, Seen& seen) const override {
        for (const auto& listing : world.of<model::Listing>()) {
            const std::string host{model::host_of(*world.topology, listing->address)};
            if (!host.empty()) seen.add(seen_of(listing, host, {}));
        }
    }
    void add_subjects(const model::Needs& needs,
                      std::vector<model::Subject>& subjects) const override {
        for (const auto& of : needs.of<model::Listing>())
            subjects.push_back(model::Subject::address(of.host, of.address));
    }
    net::Awaitable<void> recheck(const RecheckRequest& what, Freshness freshness,
                                 Seen& seen) override {
        const auto address = what.subject.ip();
        if (!address) co_return;
        const std::string host{what.subject.host()};
        for (const auto& asked : what.readings) {
            if (asked.kind != &reading::listed) continue;
            const auto* const dnsbl = model::dnsbl_named(*dnsbls_.catalogue(), asked.argument);
            if (dnsbl == nullptr) continue;
            auto listing = co_await dnsbls_.look(*dnsbl, *address, freshness);
            if (listing) seen.add(seen_of(listing, host, freshness.not_before));
        }
    }
    void add_stored(const model::Topology&, const model::Needs& needs,
                    std::vector<StoreKey>& keys) const override {
        for (const auto& of : needs.of<model::Listing>())
            for (const auto& dnsbl : *dnsbls_.catalogue())
                keys.push_back(
                    {model::Subject::address(of.host, of.address), number_, dnsbl.name, 0});
    }
    void restore(std::string_view body) override {
        if (const auto listing = from_store<model::Listing>(body)) dnsbls_.restore(listing);
    }
    void forget(base::Ticks before, const Retained& wanted) override {
        dnsbls_.forget(before, wanted.address);
    }
    std::size_t size() const override { return dnsbls_.listings().size(); }

private:
    net::Awaitable<void> take_one(model::Dnsbl dnsbl, model::Address address, Freshness freshness) {
        co_await dnsbls_.look(std::move(dnsbl), address, std::move(freshness));
    }

    Seen seen_of(const ListingPtr& listing, const std::string& host, base::Ticks taken) const {
        Seen seen;
        seen.observations.push_back(
            to_store({model::Subject::address(host, listing->address), number_, listing->dnsbl, 0},
                     listing));
        // Answers of a list that failed its self-test since do not count (failure D12).
        if (!dnsbls_.is_proven(listing->dnsbl, listing->address.family())) return seen;
        seen.readings = readings_of(*listing, host);
        stamp(seen.readings, dnsbls_.listings().find({listing->address, listing->dnsbl}), listing,
              taken);
        return seen;
    }

    DnsblClient& dnsbls_;
    std::uint16_t number_;
};

constexpr const model::ReadingKind* readings[] = {&reading::listed};

}  // namespace

extern const Kind kind;
constinit const Kind kind{"listing", readings, open_as<ListingCollector>};

}  // namespace mailwatchd::observe::listing
