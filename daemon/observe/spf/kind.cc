#include "observe/collector.h"
#include "observe/spf/fields.h"
#include "observe/spf/readings.h"
#include "observe/spf/spf.h"

namespace mailwatchd::observe::spf {

namespace {

/// Looked up with the topology, because the record names the hosts that send.
class SpfCollector final : public Collector {
public:
    SpfCollector(Observer& observer, std::uint16_t number)
        : number_{number},
          looks_{observer.network().clock, observer.network().resolver, observer.numbers()} {
        observer.share(looks_);
    }

    void show(const model::Needs& needs, model::World& world) const override {
        for (const auto& domain : needs.of<model::SpfLook>())
            if (auto look = looks_.latest(domain))
                world.of<model::SpfLook>().push_back(std::move(look));
    }
    void see(const model::World& world, Seen& seen) const override {
        for (const auto& look : world.of<model::SpfLook>()) add(look, {}, seen);
    }
    net::Awaitable<void> recheck(const RecheckRequest& what, Freshness freshness,
                                 Seen& seen) override {
        auto look = co_await looks_.look(what.subject.text, freshness);
        add(look, freshness.not_before, seen);
    }
    void add_stored(const model::Topology& topology, const model::Needs&,
                    std::vector<StoreKey>& keys) const override {
        keys.push_back({model::Subject::name(topology.target.name), number_});
    }
    void restore(std::string_view body) override {
        auto look = store::decode<model::SpfLook>(body);
        if (!look)
            if (auto first = store::decode<model::FirstSpfLook>(body))
                look = model::upgraded(*std::move(first));
        if (look) looks_.restore(std::make_shared<const model::SpfLook>(*std::move(look)));
    }
    void forget(base::Ticks before, const Retained& wanted) override {
        looks_.forget(before, [&](const std::string& domain) {
            return wanted.subject(model::Subject::name(domain));
        });
    }
    std::size_t size() const override { return looks_.cache().size(); }

private:
    void add(const SpfPtr& look, base::Ticks taken, Seen& seen) const {
        auto readings = readings_of(*look);
        stamp(readings, looks_.cache().find(look->domain), look, taken);
        if (!look->failure)
            seen.observations.push_back(
                to_store({model::Subject::name(look->domain), number_}, look));
        seen.add({std::move(readings), {}});
    }

    std::uint16_t number_;
    SpfLooks looks_;
};

constexpr const model::ReadingKind* readings[] = {&reading::spf};

}  // namespace

extern const Kind kind;
constinit const Kind kind{"spf", readings, open_as<SpfCollector>};

}  // namespace mailwatchd::observe::spf
