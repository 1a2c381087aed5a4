#include "observe/collector.h"
#include "observe/reputation/fields.h"
#include "observe/reputation/reputation.h"

#include <algorithm>

namespace mailwatchd::observe::reputation {

namespace {

/// The results of graded sources for an address, and who announces it.
class ReputationCollector final : public Collector {
public:
    ReputationCollector(Observer& observer, std::uint16_t number)
        : number_{number},
          trust_{observer.use<ListTrust>()},
          reputations_{observer.network().clock, observer.network().resolver, observer.numbers(),
                       observer.settings().sources} {
        observer.share(reputations_);
        reputations_.lists().set_keys(observer.settings().keys);
        trust_.add_lists(reputations_.lists());
    }

    void configure(const ObserverSettings& settings) override {
        reputations_.lists().set_catalogue(settings.sources);
        reputations_.lists().set_keys(settings.keys);
    }
    void take(const model::Needs& needs, const Freshness& freshness, Work& work) override {
        for (const auto& of : needs.of<model::Reputation>())
            work.push_back(take_one(of.address, freshness));
    }
    void show(const model::Needs& needs, model::World& world) const override {
        for (const auto& of : needs.of<model::Reputation>())
            if (auto known = reputations_.addresses().latest(of.address))
                world.of<model::Reputation>().push_back(std::move(known));
    }
    void see(const model::World& world, Seen& seen) const override {
        for (const auto& look : world.of<model::Reputation>()) {
            const auto host = model::host_of(*world.topology, look->address);
            if (!host.empty())
                seen.observations.push_back(
                    to_store({model::Subject::address(host, look->address), number_}, look));
        }
        if (!world.of<model::Reputation>().empty()) trust_.keep(reputations_.lists(), seen);
    }
    net::Awaitable<void> recheck(const RecheckRequest&, Freshness, Seen&) override { co_return; }
    void add_stored(const model::Topology&, const model::Needs& needs,
                    std::vector<StoreKey>& keys) const override {
        for (const auto& of : needs.of<model::Reputation>())
            keys.push_back({model::Subject::address(of.host, of.address), number_});
    }
    void restore(std::string_view body) override {
        if (const auto look = from_store<model::Reputation>(body))
            reputations_.addresses().restore(look->address, look, look->taken_at);
    }
    void forget(base::Ticks before, const Retained& wanted) override {
        reputations_.addresses().forget(
            before, [&](const model::Address& address, const model::Reputation&) {
                return wanted.address(address);
            });
    }
    std::size_t size() const override { return reputations_.addresses().size(); }

private:
    net::Awaitable<void> take_one(model::Address address, Freshness freshness) {
        co_await reputations_.look(address, std::move(freshness));
    }

    std::uint16_t number_;
    ListTrust& trust_;
    Reputations reputations_;
};

}  // namespace

extern const Kind kind;
constinit const Kind kind{"reputation", {}, open_as<ReputationCollector>};

}  // namespace mailwatchd::observe::reputation
