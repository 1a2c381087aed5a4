// Carries observations between the observer, the store and the judges. Kinds of observation are
// only numbers here.
#pragma once

#include "engine/db_executor.h"
#include "engine/targets.h"
#include "model/standings.h"
#include "net/single_flight.h"
#include "observe/observer.h"
#include "watch/standing_table.h"

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
        watch::StandingTable& standing_table;
    };
    explicit Evidence(Tools tools);

    /// What was observed of a target, and what is confirmed of it.
    model::World world(observe::TopologyPtr topology, const model::Needs& needs) const;
    /// The world of a round with its readings, including those of the prober and of the lists.
    Intake intake(const model::World& world);
    /// Only those of the prober and of the lists.
    Intake intake_of_ourselves();

    /// Loads from the store what was observed before the start. Returns when it is loaded, even if
    /// another caller is loading it.
    net::Awaitable<void> warm_up(Handle target);

    /// Observes `subject` again, as `freshness` requires. All `rechecks` are about it.
    net::Awaitable<Intake> retake(model::Subject subject, std::vector<watch::Recheck> rechecks,
                                  observe::Freshness freshness, std::shared_ptr<const Plan> plan);

private:
    net::Awaitable<base::Result<std::shared_ptr<const bool>>> load(Handle target);
    std::vector<store::ObservationKey> stored_keys(const Target& target) const;
    observe::RecheckRequest recheck_request_of(model::Subject subject,
                                               const std::vector<watch::Recheck>& rechecks,
                                               std::shared_ptr<const Plan> plan) const;
    net::Awaitable<void> take_hosts_of(observe::TopologyPtr topology, observe::Freshness freshness);
    void leave_to_rechecks(observe::Seen& seen) const;
    Intake to_intake(observe::Seen seen);

    Tools tools_;
    std::uint16_t topology_kind_;
    std::shared_ptr<const model::Standings> standings_;  ///< Reads the standing table when asked.
    net::SingleFlight<bool> loads_;
};

}  // namespace mailwatchd::engine
