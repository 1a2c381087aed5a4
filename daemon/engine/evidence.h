// What is seen, on its way between the observer, the store and the judges: the one place of the
// engine that tells kinds of observation apart.
#pragma once

#include "engine/db_executor.h"
#include "engine/targets.h"
#include "net/shared.h"
#include "observe/observer.h"
#include "watch/beliefs.h"

#include <memory>
#include <vector>

namespace mailwatchd::engine {

/// What one commit takes in: readings, the observations that they come from, and where the mail of
/// targets lives now.
struct Intake {
    std::vector<model::Reading> readings;
    std::vector<store::Observed> observations;
    std::vector<observe::TopologyPtr> topologies;

    void add(std::vector<model::Reading> more);
};

class Evidence {
public:
    struct Tools {
        net::Clock& clock;
        observe::Observer& observer;
        DbExecutor& db;
        Targets& targets;
        watch::Beliefs& beliefs;
    };
    explicit Evidence(Tools tools) : tools_{tools}, loads_{tools.clock} {}

    /// What memory holds, with silence that has been confirmed as `filtered`.
    model::World world(observe::TopologyPtr topology, const model::Needs& needs) const;
    /// The DNS failed anywhere in what was seen: then we look at ourselves before we believe it.
    static bool dns_failed(const model::World& world);
    /// The world of a round with its readings, those of ourselves and of the lists among them.
    Intake intake(const model::World& world);

    /// Brings back from the store what was observed before the start. Returns when it is there,
    /// also where somebody else is fetching it.
    net::Awaitable<void> warm_up(Handle target);

    /// Looks again at `subject`, which all of `looks` are about, as `demand` says, and adds what
    /// comes of it. `into` and `looks` outlive the call.
    net::Awaitable<void> retake(model::Subject subject, const std::vector<watch::Look>& looks,
                                observe::Demand demand, std::shared_ptr<const Plan> plan,
                                Intake& into);

private:
    struct Found;
    struct Wanted;
    Wanted wanted_of(const Target& target) const;
    net::Awaitable<base::Result<std::shared_ptr<const bool>>> load(Handle target);
    void remember(Found found);
    void add_observed(const model::World& world, std::vector<store::Observed>& all);
    void add_health(const std::vector<model::ZoneHealth>& lists, std::vector<store::Observed>& all);
    void add_of_address(const model::Topology& topology, const model::Address& address,
                        watch::ArgumentId argument, const store::Observation& what,
                        std::vector<store::Observed>& all);

    Tools tools_;
    net::Shared<bool> loads_;
};

}  // namespace mailwatchd::engine
