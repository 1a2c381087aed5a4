#include "observe/collector.h"
#include "observe/dnsbl/dnsbl_client.h"
#include "observe/dnsbl/fields.h"
#include "observe/dnsbl/readings.h"

namespace mailwatchd::observe::dnsbl {

namespace {

/// The self-tests of block lists; the listings are another kind (listing/).
class DnsblCollector final : public Collector, public ListTrust {
public:
    DnsblCollector(Observer& observer, std::uint16_t number)
        : number_{number},
          dnsbls_{observer.network().clock, observer.network().resolver, observer.numbers(),
                  observer.settings().catalogue} {
        observer.share(dnsbls_);
        observer.share<ListTrust>(*this);
        dnsbls_.set_keys(observer.settings().keys);
    }

    void configure(const ObserverSettings& settings) override {
        dnsbls_.set_catalogue(settings.catalogue);
        dnsbls_.set_keys(settings.keys);
    }
    net::Awaitable<void> finish(const model::Needs&, Freshness freshness) override {
        co_await dnsbls_.prove_suspicious(std::move(freshness));
    }
    void show(const model::Needs& needs, model::World& world) const override {
        world.catalogue = dnsbls_.catalogue();
        if (!needs.of<model::Listing>().empty()) world.of<model::DnsblHealth>() = dnsbls_.health();
    }
    /// Stored with a target that rests on them; the readings are those of `see_our_own`.
    void see(const model::World& world, Seen& seen) const override {
        if (!world.of<model::DnsblHealth>().empty()) keep(dnsbls_, seen);
    }
    void see_our_own(Seen& seen) const override {
        for (const auto& health : dnsbls_.health()) add(health, seen);
    }
    net::Awaitable<void> recheck(const RecheckRequest& what, Freshness freshness,
                                 Seen& seen) override {
        const auto* const found = model::dnsbl_named(*dnsbls_.catalogue(), what.subject.host());
        if (found == nullptr) co_return;
        const auto dnsbl = *found;
        for (const auto family : {model::Address::Family::v4, model::Address::Family::v6}) {
            if (!dnsbl.asks(family)) continue;
            const auto health = co_await dnsbls_.prove(dnsbl, family, freshness);
            add(*health, seen);
        }
    }
    void restore(std::string_view body) override {
        const auto health = from_store<model::DnsblHealth>(body);
        if (!health) return;
        // Each takes only the lists that it knows.
        if (others_ != nullptr) others_->restore(health);
        dnsbls_.restore(health);
    }
    void add_lists(DnsblClient& others) override { others_ = &others; }
    void keep(const DnsblClient& dnsbls, Seen& seen) const override {
        dnsbls.proofs().for_each(
            [&](const DnsblClient::Key& key, const DnsblClient::Proofs::Entry& entry) {
                // Other states come from the catalogue or the configuration.
                if (!model::is_proof(entry.value->state)) return;
                const std::uint16_t family = key.second == model::Address::Family::v4 ? 4 : 6;
                seen.observations.push_back(
                    to_store({model::Subject::dnsbl(key.first), number_, {}, family}, entry.value));
            });
    }
    void forget(base::Ticks, const Retained&) override {}  // Bounded by the catalogue.
    std::size_t size() const override { return dnsbls_.proofs().size(); }

private:
    void add(const model::DnsblHealth& health, Seen& seen) const {
        auto readings = readings_of(health);
        if (const auto* const entry = dnsbls_.proofs().find({health.dnsbl, health.family}))
            for (auto& reading : readings) {
                reading.ticks = entry->taken;
                reading.look = entry->look;
            }
        seen.add({std::move(readings), {}});
    }

    std::uint16_t number_;
    DnsblClient dnsbls_;
    DnsblClient* others_ = nullptr;
};

constexpr const model::ReadingKind* readings[] = {&reading::dnsbl};

}  // namespace

extern const Kind kind;
constinit const Kind kind{"dnsbl", readings, open_as<DnsblCollector>, true};

}  // namespace mailwatchd::observe::dnsbl
