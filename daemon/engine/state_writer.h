// Records the state: ingest, commit, install, in that order, one batch at a time (promise 4). A
// commit that the disk refuses is installed and stored later, in order; nothing is delivered before
// it is stored.
#pragma once

#include "base/log.h"
#include "engine/check_run.h"
#include "engine/commit_queue.h"
#include "engine/evidence.h"
#include "net/semaphore.h"
#include "publish/metrics/own_metrics.h"
#include "watch/entries.h"
#include "watch/holders.h"
#include "watch/standing_table.h"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace mailwatchd::engine {

/// A target's new state, and the results of its checks that led to it.
struct TargetUpdate {
    model::TargetState state;
    std::vector<CheckResult> results;    ///< Empty if only the state changes.
    std::optional<base::Duration> took;  ///< Duration of the audit, if it is to be measured.
};

/// Makes the update from a target's current state. Runs while the writer is locked, so that two
/// changes never overwrite each other. Returns nothing if there is no update. Not called for a
/// target that is gone.
using Edit = std::function<std::optional<TargetUpdate>(const Target& current)>;

class StateWriter {
public:
    struct Tools {
        net::Executor executor;
        net::Clock& clock;
        DbExecutor& db;
        Targets& targets;
        EventSender& sender;
        observe::LookNumbers& numbers;
        publish::OwnMetrics& metrics;
        base::Log& log;
    };
    StateWriter(Tools tools, std::string install_id, watch::Waits waits,
                const model::ReadingKinds& kinds);

    /// Sets the transitions' targets before they are stored.
    using NameTargets = std::function<void(model::Transition&)>;
    /// The id of the entry that a verdict change of the target belongs to; "" if it is an entry of
    /// its own.
    using CauseOf = std::function<std::string(const std::string& target, std::string_view check)>;

    struct Ingested {
        Written written = Written::cancelled;
        std::vector<model::Transition> changes;  ///< Confirmed and installed.
        EventSender::Hold hold;  ///< The changes are delivered when this is released, after what
                                 ///< follows is recorded.
    };
    /// Folds readings and commits the changes with the observations behind them.
    net::Awaitable<Ingested> ingest(Intake intake, watch::ContextOf context_of,
                                    NameTargets name_targets);

    /// How a verdict change is reported: as an entry of its own, inside the entry of its cause, or
    /// not at all, because only our rules changed.
    struct EventOptions {
        CauseOf cause_of = {};  ///< Empty: there are no causes.
        bool silently = false;
    };
    /// Commits the updates that `edit` makes of the targets, with the standings of their verdicts,
    /// then installs the states. Works in small batches so that others get their turn, and stops if
    /// nothing more can be written. Returns `recorded` if all were recorded, else the result of the
    /// last batch that was not.
    net::Awaitable<Written> record(std::vector<Handle> targets, Edit edit, EventOptions options);

    /// Drops the pending changes of a subject that no target needs any more.
    net::Awaitable<Written> drop_pending(model::Subject subject);
    /// Records whether the target of that name is configured, or since when it is not.
    net::Awaitable<void> record_gone(std::string target);
    /// Removes, from the store and memory, targets gone before then and subjects that nothing has
    /// rested on since. Does nothing while commits wait, which may refer to them.
    net::Awaitable<void> forget_gone(base::Instant before);
    /// Tries once more to write what waits.
    net::Awaitable<void> stop() { return commits_.stop(); }

    watch::StandingTable& standing_table() { return standing_table_; }
    const watch::StandingTable& standing_table() const { return standing_table_; }
    watch::HolderLooks& holder_looks() { return holder_looks_; }
    /// Why and since when nothing can be written; nothing if it can.
    const std::optional<CommitQueue::Refusal>& refusal() const { return commits_.refusal(); }

private:
    struct Draft;
    /// Installs nothing unless the result says so.
    net::Awaitable<Written> commit(CommitQueue::Work work);
    void applied(const watch::Batch& batch);
    std::vector<watch::OpenEntry> group(watch::Batch& batch);
    /// Locks the writer once and uses one transaction. All arguments outlive it.
    net::Awaitable<Written> record_batch(std::span<const Handle> targets, const Edit& edit,
                                         const EventOptions& options);
    Draft draft(std::span<const Handle> targets, const Edit& edit);
    store::TargetRecord record_of(const Target& target, const TargetUpdate& update);
    void install(const Draft& draft);

    Tools tools_;
    watch::StandingTable standing_table_;
    CommitQueue commits_;
    std::vector<watch::OpenEntry> open_entries_;
    watch::HolderLooks holder_looks_;
    net::Semaphore one_at_a_time_{1};
};

}  // namespace mailwatchd::engine
