#include "observe/collector.h"
#include "observe/domain_reputation/fields.h"
#include "observe/domain_reputation/readings.h"
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
        for (const auto& look : world.of<model::DomainReputation>()) add(look, {}, seen);
    }
    void add_subjects(const model::Needs& needs,
                      std::vector<model::Subject>& subjects) const override {
        for (const auto& domain : needs.of<model::DomainReputation>())
            subjects.push_back(model::Subject::name(domain));
    }
    net::Awaitable<void> recheck(const RecheckRequest& what, Freshness freshness,
                                 Seen& seen) override {
        const auto not_before = freshness.not_before;
        auto look = co_await reputations_.look_domain(what.subject.text, std::move(freshness));
        if (look) add(look, not_before, seen);
    }
    void add_stored(const model::Topology&, const model::Needs& needs,
                    std::vector<StoreKey>& keys) const override {
        for (const auto& domain : needs.of<model::DomainReputation>())
            keys.push_back({model::Subject::name(domain), number_});
    }
    void restore(std::string_view body) override {
        if (const auto look = from_store<model::DomainReputation>(body))
            reputations_.domains().restore(look->domain, look, look->taken_at);
    }
    void forget(base::Ticks before, const Retained& wanted) override {
        reputations_.domains().forget(before, [&](const std::string& domain, const auto&) {
            return wanted.subject(model::Subject::name(domain));
        });
    }
    std::size_t size() const override { return reputations_.domains().size(); }

private:
    net::Awaitable<void> take_one(std::string domain, Freshness freshness) {
        co_await reputations_.look_domain(std::move(domain), std::move(freshness));
    }

    void add(const DomainReputationPtr& look, base::Ticks taken, Seen& seen) const {
        auto readings = readings_of(*look);
        // Answers of a list that failed its self-test since do not count (failure D12).
        std::erase_if(readings, [&](const model::Reading& reading) {
            return !reputations_.lists().is_proven(reading.argument, model::Address::Family::v4);
        });
        stamp(readings, reputations_.domains().find(look->domain), look, taken);
        seen.observations.push_back(to_store({model::Subject::name(look->domain), number_}, look));
        seen.add({std::move(readings), {}});
    }

    std::uint16_t number_;
    Reputations& reputations_;
};

constexpr const model::ReadingKind* readings[] = {&reading::domain_listed};

}  // namespace

extern const Kind kind;
constinit const Kind kind{"domain_reputation", readings, open_as<DomainReputationCollector>};

}  // namespace mailwatchd::observe::domain_reputation
