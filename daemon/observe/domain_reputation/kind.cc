#include "observe/collector.h"
#include "observe/domain_reputation/fields.h"
#include "observe/reputation/reputation.h"

namespace mailwatchd::observe::domain_reputation {

namespace {

/// The results of lists of domains, queried by the client of the other sources (reputation/).
class DomainReputationCollector final : public Collector {
public:
    DomainReputationCollector(Observer& observer, std::uint16_t number)
        : number_{number}, reputations_{observer.use<Reputations>()} {}

    void take(const model::Needs& needs, const Freshness& freshness, Work& work) override {
        for (const auto& domain : needs.of<model::DomainReputation>())
            work.push_back(take_one(domain, freshness));
    }
    void show(const model::Needs& needs, model::World& world) const override {
        for (const auto& domain : needs.of<model::DomainReputation>())
            if (auto known = reputations_.domains().latest(domain))
                world.of<model::DomainReputation>().push_back(std::move(known));
    }
    void see(const model::World& world, Seen& seen) const override {
        for (const auto& look : world.of<model::DomainReputation>())
            seen.observations.push_back(
                to_store({model::Subject::name(world.topology->target.name), number_}, look));
    }
    net::Awaitable<void> recheck(const RecheckRequest&, Freshness, Seen&) override { co_return; }
    void add_stored(const model::Topology& topology, const model::Needs&,
                    std::vector<StoreKey>& keys) const override {
        keys.push_back({model::Subject::name(topology.target.name), number_});
    }
    void restore(std::string_view body) override {
        if (const auto look = from_store<model::DomainReputation>(body))
            reputations_.domains().restore(look->domain, look, look->taken_at);
    }
    /// The keys are organisational domains, which need not be subjects.
    void forget(base::Ticks before, const Retained& wanted) override {
        reputations_.domains().forget(
            before, [&](const std::string& domain, const auto&) { return wanted.domain(domain); });
    }
    std::size_t size() const override { return reputations_.domains().size(); }

private:
    net::Awaitable<void> take_one(std::string domain, Freshness freshness) {
        co_await reputations_.look_domain(std::move(domain), std::move(freshness));
    }

    std::uint16_t number_;
    Reputations& reputations_;
};

}  // namespace

extern const Kind kind;
constinit const Kind kind{"domain_reputation", {}, open_as<DomainReputationCollector>};

}  // namespace mailwatchd::observe::domain_reputation
