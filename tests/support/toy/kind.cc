#include "observe/collector.h"
#include "observe/past_caches.h"
#include "support/toy/toy.h"

namespace mailwatchd::observe::toy {

namespace {

constexpr base::Duration patience = std::chrono::minutes{1};

class ToyCollector final : public Collector {
public:
    using Cache = ObservationCache<std::string, model::Toy>;

    ToyCollector(Observer& observer, std::uint16_t number)
        : observer_{observer},
          number_{number},
          cache_{observer.network().clock, observer.numbers()} {}

    void take(const model::Needs& needs, const Freshness& freshness, Work& work) override {
        work.push_back(take_one(needs.target.name, freshness));
    }
    void show(const model::Needs& needs, model::World& world) const override {
        if (auto toy = cache_.latest(needs.target.name))
            world.of<model::Toy>().push_back(std::move(toy));
    }
    void see(const model::World& world, Seen& seen) const override {
        for (const auto& toy : world.of<model::Toy>()) add(toy, {}, seen);
    }
    net::Awaitable<void> recheck(const RecheckRequest& what, Freshness freshness,
                                 Seen& seen) override {
        co_await take_one(what.subject.text, freshness);
        if (const auto toy = cache_.latest(what.subject.text, freshness.not_before))
            add(toy, freshness.not_before, seen);
    }
    void add_stored(const model::Topology& topology, const model::Needs&,
                    std::vector<StoreKey>& keys) const override {
        keys.push_back({model::Subject::name(topology.target.name), number_});
    }
    void restore(std::string_view body) override {
        if (const auto toy = from_store<model::Toy>(body))
            cache_.restore(toy->domain, toy, toy->taken_at);
    }
    void forget(base::Ticks before, const Retained& wanted) override {
        cache_.forget(before, [&](const std::string& domain, const model::Toy&) {
            return wanted.subject(model::Subject::name(domain));
        });
    }
    std::size_t size() const override { return cache_.size(); }

private:
    net::Awaitable<void> take_one(std::string domain, Freshness freshness) {
        if (cache_.latest(domain, freshness.not_before)) co_return;
        const auto& network = observer_.network();
        const auto taken = network.clock.moment();
        dns::Question question{"_colour." + domain, dns::Type::txt};
        const auto deadline = network.clock.in(patience);
        const auto answer =
            co_await ask(network.resolver, std::move(question), freshness, deadline);
        if (!answer) co_return;
        model::Toy toy{domain, taken.wall, answer->empty() ? "" : answer->texts().front()};
        cache_.remember(domain, std::make_shared<const model::Toy>(std::move(toy)), taken.ticks);
    }

    void add(const std::shared_ptr<const model::Toy>& toy, base::Ticks taken, Seen& seen) const {
        model::Reading reading;
        reading.subject = model::Subject::name(toy->domain);
        reading.kind = &reading::colour;
        reading.value = toy->colour;
        reading.taken_at = toy->taken_at;
        std::vector<model::Reading> readings{std::move(reading)};
        stamp(readings, cache_.find(toy->domain), toy, taken);
        seen.observations.push_back(to_store({model::Subject::name(toy->domain), number_}, toy));
        seen.add({std::move(readings), {}});
    }

    Observer& observer_;
    std::uint16_t number_;
    Cache cache_;
};

constexpr const model::ReadingKind* readings[] = {&reading::colour};

}  // namespace

extern const Kind kind;
constinit const Kind kind{"toy", readings, open_as<ToyCollector>};

}  // namespace mailwatchd::observe::toy
