#include "observe/collector.h"
#include "observe/reverse_dns/fields.h"
#include "observe/reverse_dns/readings.h"
#include "observe/reverse_dns/reverse.h"

namespace mailwatchd::observe::reverse_dns {

namespace {

class ReverseCollector final : public Collector {
public:
    ReverseCollector(Observer& observer, std::uint16_t number)
        : number_{number},
          looks_{observer.network().clock, observer.network().resolver, observer.numbers()} {
        observer.share(looks_);
    }

    void take(const model::Needs& needs, const Freshness& freshness, Work& work) override {
        for (const auto& of : needs.of<model::ReverseDns>())
            work.push_back(take_one(of, freshness));
    }
    void show(const model::Needs& needs, model::World& world) const override {
        for (const auto& of : needs.of<model::ReverseDns>())
            if (auto look = looks_.cache().latest(of.address))
                world.of<model::ReverseDns>().push_back(std::move(look));
    }
    void see(const model::World& world, Seen& seen) const override {
        for (const auto& look : world.of<model::ReverseDns>()) add(look, {}, seen);
    }
    void add_subjects(const model::Needs& needs,
                      std::vector<model::Subject>& subjects) const override {
        for (const auto& of : needs.of<model::ReverseDns>())
            subjects.push_back(model::Subject::address(of.host, of.address));
    }
    net::Awaitable<void> recheck(const RecheckRequest& what, Freshness freshness,
                                 Seen& seen) override {
        const auto address = what.subject.ip();
        if (!address) co_return;
        model::Needs::HostAddressKey of{std::string{what.subject.host()}, *address};
        const auto look = co_await looks_.look(std::move(of), freshness);
        add(look, freshness.not_before, seen);
    }
    void add_stored(const model::Topology& topology, const model::Needs&,
                    std::vector<StoreKey>& keys) const override {
        for (const auto& host : topology.hosts)
            for (const auto& address : host.addresses)
                keys.push_back({model::Subject::address(host.name, address), number_});
    }
    void restore(std::string_view body) override {
        if (const auto look = from_store<model::ReverseDns>(body))
            looks_.cache().restore(look->address, look, look->taken_at);
    }
    void forget(base::Ticks before, const Retained& wanted) override {
        looks_.cache().forget(before, [&](const auto& address, const model::ReverseDns& look) {
            return wanted.subject(model::Subject::address(look.host, address));
        });
    }
    std::size_t size() const override { return looks_.cache().size(); }

private:
    net::Awaitable<void> take_one(model::Needs::HostAddressKey of, Freshness freshness) {
        co_await looks_.look(std::move(of), std::move(freshness));
    }

    void add(const ReverseLooks::Ptr& look, base::Ticks taken, Seen& seen) const {
        auto readings = readings_of(*look);
        stamp(readings, looks_.cache().find(look->address), look, taken);
        seen.observations.push_back(
            to_store({model::Subject::address(look->host, look->address), number_}, look));
        seen.add({std::move(readings), {}});
    }

    std::uint16_t number_;
    ReverseLooks looks_;
};

constexpr const model::ReadingKind* readings[] = {&reading::ptr};

}  // namespace

extern const Kind kind;
constinit const Kind kind{"reverse_dns", readings, open_as<ReverseCollector>};

}  // namespace mailwatchd::observe::reverse_dns
