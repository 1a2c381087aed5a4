// What is seen, on its way between the observer, the store and the judges. It knows kinds of
// observation by their number and nothing else of them.
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
    explicit Evidence(Tools tools);

    model::World world(observe::TopologyPtr topology, const model::Needs& needs) const {
        return tools_.observer.world(std::move(topology), needs);
    }
    /// The world of a round with its readings, those of ourselves and of the lists among them.
    Intake intake(const model::World& world);
    /// Of ourselves and the lists alone.
    Intake intake_of_ourselves();

    /// Brings back from the store what was observed before the start. Returns when it is there,
    /// also where somebody else is fetching it.
    net::Awaitable<void> warm_up(Handle target);

    /// Looks again at `subject`, which all of `looks` are about, as `demand` says.
    net::Awaitable<Intake> retake(model::Subject subject, std::vector<watch::Look> looks,
                                  observe::Demand demand, std::shared_ptr<const Plan> plan);

private:
    net::Awaitable<base::Result<std::shared_ptr<const bool>>> load(Handle target);
    std::vector<store::ObservationKey> stored_keys(const Target& target) const;
    observe::Recheck recheck_of(model::Subject subject, const std::vector<watch::Look>& looks,
                                std::shared_ptr<const Plan> plan) const;
    net::Awaitable<void> take_hosts_of(observe::TopologyPtr topology, observe::Demand demand);
    Intake to_intake(observe::Seen seen);

    Tools tools_;
    std::uint16_t topology_kind_;
    net::Shared<bool> loads_;
};

}  // namespace mailwatchd::engine
