// What is believed and how it is written down: fold, commit, apply, tell, in that order and one
// batch at a time (promise 4). Nothing is published that was not committed.
#pragma once

#include "base/log.h"
#include "engine/db_executor.h"
#include "net/limiter.h"
#include "publish/metrics/own_metrics.h"
#include "watch/beliefs.h"

#include <memory>
#include <span>
#include <vector>

namespace mailwatchd::engine {

class StateWriter {
public:
    struct Tools {
        net::Clock& clock;
        DbExecutor& db;
        publish::OwnMetrics& metrics;
        base::Log& log;
    };
    StateWriter(Tools tools, std::string install_id, watch::Waits waits);

    /// Gives the transitions' targets before they are stored.
    using NameTargets = std::function<void(model::Transition&)>;

    /// Folds readings and commits what they change with the observations they came from. Returns
    /// the confirmed changes, committed and not told yet; `tell` is the caller's to call. Empty
    /// where the caller was cancelled before anything was committed.
    net::Awaitable<std::vector<model::Transition>> believe(std::vector<model::Reading> readings,
                                                           std::vector<store::Observed> seen,
                                                           watch::ContextOf context_of,
                                                           NameTargets name_targets);

    /// Where a verdict change is told: by an entry of its own, inside the entry of what caused it
    /// (which gains its consequence), or nowhere, because it was we who changed our mind.
    struct Telling {
        model::Transition* cause = nullptr;
        bool silently = false;
    };

    /// Commits targets with the standings of their verdicts. Returns what is to be told of them.
    net::Awaitable<std::vector<model::Transition>> record(std::vector<store::TargetRecord> targets,
                                                          std::vector<model::Reading> verdicts,
                                                          Telling telling);

    net::Awaitable<void> tell(std::vector<model::Transition> transitions);
    net::Awaitable<void> give_up(model::Subject subject);
    /// Targets gone since before then, and what nobody has rested on since, in the store and here.
    net::Awaitable<void> forget_gone(base::Instant before);

    /// Rises with each telling: who follows the changes looks into the store when it did.
    std::uint64_t tellings() const { return tellings_; }

    watch::Beliefs& beliefs() { return beliefs_; }
    const watch::Beliefs& beliefs() const { return beliefs_; }

private:
    using Commit = std::function<base::Outcome(store::Store&, const watch::Batch&)>;
    /// Commits the same batch until it is down; false where cancelled first.
    net::Awaitable<bool> commit(std::shared_ptr<const watch::Batch> batch, Commit how);

    Tools tools_;
    watch::Beliefs beliefs_;
    net::Limiter one_at_a_time_{1};
    std::uint64_t tellings_ = 0;
};

}  // namespace mailwatchd::engine
