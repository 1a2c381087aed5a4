#include "observe/collector.h"
#include "observe/vantage/readings.h"

namespace mailwatchd::observe::vantage {

namespace {

/// The prober belongs to no target. The engine checks it before and after its observations.
class VantageCollector final : public Collector {
public:
    VantageCollector(Observer& observer, std::uint16_t)
        : vantage_{observer.network().clock, observer.network().resolver,
                   observer.network().canary_connector, observer.numbers(),
                   observer.settings().vantage} {
        observer.share(vantage_);
    }

    void configure(const ObserverSettings& settings) override {
        vantage_.set_settings(settings.vantage);
    }
    void show(const model::Needs&, model::World& world) const override {
        if (!vantage_.health().resolver_well()) world.vantage = model::Reason::resolver_unfit;
    }
    void see(const model::World&, Seen&) const override {}
    void see_our_own(Seen& seen) const override {
        auto readings = readings_of(vantage_.health());
        for (auto& reading : readings) reading.look = vantage_.look_number();
        seen.add({std::move(readings), {}});
    }
    net::Awaitable<void> look_again(const Recheck&, Demand demand, Seen& seen) override {
        co_await vantage_.look(demand.not_before);
        see_our_own(seen);
    }
    void forget(base::Ticks, const Wanted&) override {}
    std::size_t size() const override { return 1; }

private:
    Vantage vantage_;
};

constexpr const model::ReadingKind* readings[] = {&reading::vantage};

}  // namespace

extern const Kind kind;
constinit const Kind kind{"vantage", readings, open_as<VantageCollector>};

}  // namespace mailwatchd::observe::vantage
