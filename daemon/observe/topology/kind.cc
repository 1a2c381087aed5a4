#include "observe/collector.h"
#include "observe/topology/fields.h"
#include "observe/topology/readings.h"
#include "observe/topology/topologies.h"

namespace mailwatchd::observe::topology {

namespace {

/// All other kinds depend on the topology, so it is observed before them.
class TopologyCollector final : public Collector {
public:
    TopologyCollector(Observer& observer, std::uint16_t number)
        : number_{number},
          topologies_{observer.network().clock, observer.network().resolver, observer.numbers(),
                      observer.use<SpfLooks>()} {
        observer.share(topologies_);
    }

    void show(const model::Needs&, model::World&) const override {}  // A world already contains it.
    void see(const model::World& world, Seen& seen) const override {
        add(world.topology, {}, seen);
    }
    void add_subjects(const model::Needs& needs,
                      std::vector<model::Subject>& subjects) const override {
        subjects.push_back(model::Subject::name(needs.target.name));
    }
    net::Awaitable<void> recheck(const RecheckRequest& what, Freshness freshness,
                                 Seen& seen) override {
        auto scope = what.scope ? what.scope(what.subject.text) : std::nullopt;
        if (!scope) co_return;
        const auto topology = co_await topologies_.look(*std::move(scope), freshness);
        add(topology, freshness.not_before, seen);
    }
    void restore(std::string_view body) override {
        if (const auto topology = from_store<model::Topology>(body))
            topologies_.cache().restore(topology->target.name, topology, topology->taken_at);
    }
    void forget(base::Ticks before, const Retained& wanted) override {
        topologies_.cache().forget(before, [&](const std::string& target, const model::Topology&) {
            return wanted.subject(model::Subject::name(target));
        });
    }
    std::size_t size() const override { return topologies_.cache().size(); }

private:
    void add(const TopologyPtr& topology, base::Ticks taken, Seen& seen) const {
        auto readings = readings_of(*topology);
        stamp(readings, topologies_.cache().find(topology->target.name), topology, taken);
        if (topology->mail != model::Topology::Mail::unknown)
            seen.observations.push_back(
                to_store({model::Subject::name(topology->target.name), number_}, topology));
        seen.add({std::move(readings), {}});
    }

    std::uint16_t number_;
    Topologies topologies_;
};

constexpr const model::ReadingKind* readings[] = {&reading::mx, &reading::exists};

}  // namespace

extern const Kind kind;
constinit const Kind kind{"topology", readings, open_as<TopologyCollector>, true};

}  // namespace mailwatchd::observe::topology
