// Carries observations between the observer, the store and the judges. Kinds of observation are
// only numbers here.
#pragma once

#include "engine/db_executor.h"
#include "engine/targets.h"
#include "net/shared.h"
#include "observe/observer.h"
#include "watch/beliefs.h"

#include <memory>
#include <vector>

namespace mailwatchd::engine {

/// The content of one commit: readings, the observations behind them, and the current topology of
/// targets.
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
    /// The world of a round with its readings, including those of the prober and of the lists.
    Intake intake(const model::World& world);
    /// Only those of the prober and of the lists.
    Intake intake_of_ourselves();

    /// Loads from the store what was observed before the start. Returns when it is loaded, even if
    /// another caller is loading it.
    net::Awaitable<void> warm_up(Handle target);

    /// Observes `subject` again, as `demand` requires. All `looks` are about it.
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
