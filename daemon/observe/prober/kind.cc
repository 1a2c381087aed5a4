#include "observe/collector.h"
#include "observe/prober/port_controls.h"
#include "observe/prober/readings.h"
#include "observe/prober/tcp_guard.h"

namespace mailwatchd::observe::prober {

namespace {

/// The prober belongs to no target. The engine checks it before and after its observations.
class ProberCollector final : public Collector {
public:
    ProberCollector(Observer& observer, std::uint16_t)
        : prober_{observer.network().clock, observer.network().resolver,
                  observer.network().canary_connector, observer.numbers(),
                  observer.settings().prober},
          controls_{{observer.network().clock, observer.network().resolver,
                     observer.network().connector, observer.pace(), prober_},
                    observer.settings().look},
          guard_{observer.network().clock, prober_, controls_} {
        observer.share(prober_);
        observer.share(guard_);
    }

    void configure(const ObserverSettings& settings) override {
        prober_.set_settings(settings.prober);
        controls_.set_settings(settings.look);
    }
    void show(const model::Needs&, model::World& world) const override {
        if (!prober_.health().resolver_healthy()) world.prober = model::Reason::resolver_unfit;
    }
    void see(const model::World&, Seen&) const override {}
    void see_our_own(Seen& seen) const override {
        auto readings = readings_of(prober_.health());
        for (auto& reading : readings) reading.look = prober_.look_number();
        seen.add({std::move(readings), {}});
    }
    net::Awaitable<void> recheck(const RecheckRequest&, Freshness freshness, Seen& seen) override {
        co_await prober_.look(freshness.not_before);
        co_await guard_.recheck();
        see_our_own(seen);
    }
    void forget(base::Ticks, const Retained&) override {}
    std::size_t size() const override { return 1; }

private:
    Prober prober_;
    PortControls controls_;
    TcpGuard guard_;
};

constexpr const model::ReadingKind* readings[] = {&reading::prober};

}  // namespace

extern const Kind kind;
constinit const Kind kind{"prober", readings, open_as<ProberCollector>};

}  // namespace mailwatchd::observe::prober
