#include "observe/collector.h"
#include "observe/dnsbl/fields.h"
#include "observe/dnsbl/readings.h"
#include "observe/dnsbl/zones.h"

namespace mailwatchd::observe::dnsbl {

namespace {

/// The self-tests of block lists; the listings are another kind (listing/).
class DnsblCollector final : public Collector, public ListTrust {
public:
    DnsblCollector(Observer& observer, std::uint16_t number)
        : number_{number},
          zones_{observer.network().clock, observer.network().resolver, observer.numbers(),
                 observer.settings().catalogue} {
        observer.share(zones_);
        observer.share<ListTrust>(*this);
        zones_.set_keys(observer.settings().keys);
    }

    void configure(const ObserverSettings& settings) override {
        zones_.set_catalogue(settings.catalogue);
        zones_.set_keys(settings.keys);
    }
    net::Awaitable<void> finish(Demand demand) override {
        co_await zones_.prove_suspicious(std::move(demand));
    }
    void show(const model::Needs& needs, model::World& world) const override {
        world.catalogue = zones_.catalogue();
        if (!needs.of<model::Listing>().empty()) world.of<model::ZoneHealth>() = zones_.health();
    }
    /// Stored with a target that rests on them; the readings are those of `see_our_own`.
    void see(const model::World& world, Seen& seen) const override {
        if (!world.of<model::ZoneHealth>().empty()) keep(zones_, seen);
    }
    void see_our_own(Seen& seen) const override {
        for (const auto& health : zones_.health()) add(health, seen);
    }
    net::Awaitable<void> look_again(const Recheck& what, Demand demand, Seen& seen) override {
        const auto* const found = model::zone_named(*zones_.catalogue(), what.subject.host());
        if (found == nullptr) co_return;
        const auto zone = *found;
        for (const auto family : {model::Address::Family::v4, model::Address::Family::v6}) {
            if (!zone.asks(family)) continue;
            const auto health = co_await zones_.prove(zone, family, demand);
            add(*health, seen);
        }
    }
    void restore(std::string_view body) override {
        const auto health = from_store<model::ZoneHealth>(body);
        if (!health) return;
        // Each takes only the lists that it knows.
        if (others_ != nullptr) others_->restore(health);
        zones_.restore(health);
    }
    void add_lists(Zones& others) override { others_ = &others; }
    void keep(const Zones& zones, Seen& seen) const override {
        zones.proofs().for_each([&](const Zones::Key& key, const Zones::Proofs::Entry& entry) {
            // Other states come from the catalogue or the configuration.
            if (!model::is_proof(entry.value->state)) return;
            const std::uint16_t family = key.second == model::Address::Family::v4 ? 4 : 6;
            seen.observations.push_back(
                to_store({model::Subject::zone(key.first), number_, {}, family}, entry.value));
        });
    }
    void forget(base::Ticks, const Wanted&) override {}  // Bounded by the catalogue.
    std::size_t size() const override { return zones_.proofs().size(); }

private:
    void add(const model::ZoneHealth& health, Seen& seen) const {
        auto readings = readings_of(health);
        if (const auto* const entry = zones_.proofs().find({health.zone, health.family}))
            for (auto& reading : readings) {
                reading.ticks = entry->taken;
                reading.look = entry->look;
            }
        seen.add({std::move(readings), {}});
    }

    std::uint16_t number_;
    Zones zones_;
    Zones* others_ = nullptr;
};

constexpr const model::ReadingKind* readings[] = {&reading::zone};

}  // namespace

extern const Kind kind;
constinit const Kind kind{"dnsbl", readings, open_as<DnsblCollector>, true};

}  // namespace mailwatchd::observe::dnsbl
