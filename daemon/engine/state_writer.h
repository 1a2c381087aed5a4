// What is believed and how it is written down: fold, commit, install, in that order and one batch
// at a time (promise 4). Nothing is published that was not committed.
#pragma once

#include "base/log.h"
#include "engine/audit.h"
#include "engine/event_sender.h"
#include "engine/evidence.h"
#include "net/limiter.h"
#include "publish/metrics/own_metrics.h"
#include "watch/beliefs.h"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace mailwatchd::engine {

/// What became of a batch.
enum class Written {
    recorded,
    cancelled,  ///< Before it was committed: memory is as it was.
    set_aside,  ///< It can never be written: logged, memory is as it was, the rest goes on.
    damaged,    ///< The state is lost: given up, memory is as it was, the daemon is leaving.
};
/// Whoever wrote has nothing more to do: what comes next could not be written either.
constexpr bool is_the_end(Written written) {
    return written == Written::cancelled || written == Written::damaged;
}

/// What a target's recorded state becomes, and what the checks said that made it so.
struct TargetUpdate {
    model::TargetState state;
    std::vector<CheckResult> results;    ///< Empty where only the state changes.
    std::optional<base::Duration> took;  ///< The audit, where it is to be timed.
};

/// Makes the update of a target's state as it is recorded at that moment: called inside the
/// writer's turn, so that two changes never overwrite each other. Nothing where there is none to
/// make. Not called where the target has gone meanwhile.
using Edit = std::function<std::optional<TargetUpdate>(const Target& current)>;

class StateWriter {
public:
    struct Tools {
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

    /// Gives the transitions' targets before they are stored.
    using NameTargets = std::function<void(model::Transition&)>;

    struct Ingested {
        Written written = Written::cancelled;
        std::vector<model::Transition> changes;  ///< Confirmed and committed.
        EventSender::Hold hold;  ///< They are sent when it goes: once what follows is recorded too.
    };
    /// Folds readings and commits what they change with the observations they came from.
    net::Awaitable<Ingested> ingest(Intake intake, watch::ContextOf context_of,
                                    NameTargets name_targets);

    /// Where a verdict change is told: by an entry of its own, inside the entry of what caused it,
    /// or nowhere, because it was we who changed our mind.
    struct Telling {
        std::string cause;  ///< The id of that entry; "": none.
        bool silently = false;
    };
    /// Commits what `edit` makes of the targets with the standings of their verdicts, then installs
    /// their states: a few at a time, so that others get their turn, and no further than to the end
    /// of writing. `recorded` where all of it was, else what became of the last that was not.
    net::Awaitable<Written> record(std::vector<Handle> targets, Edit edit, Telling telling);

    /// Ends what is pending of a subject that nobody watches any more.
    net::Awaitable<Written> give_up(model::Subject subject);
    /// Whether the target of that name is configured, or since when no longer.
    net::Awaitable<void> record_gone(std::string target);
    /// Targets gone since before then, and what nobody has rested on since, in the store and here.
    net::Awaitable<void> forget_gone(base::Instant before);

    watch::Beliefs& beliefs() { return beliefs_; }
    const watch::Beliefs& beliefs() const { return beliefs_; }

private:
    struct Draft;
    using Commit = std::function<base::Outcome(store::Store&)>;
    /// Commits until it is down, is cancelled, or never can be. What becomes of a damaged state is
    /// said by whoever ends the daemon for it (damage_watch.h).
    net::Awaitable<Written> commit(std::string_view what, Commit how,
                                   std::shared_ptr<const watch::Batch> batch);
    net::Awaitable<void> set_aside(base::Failure why, std::shared_ptr<const watch::Batch> batch);
    void applied(const watch::Batch& batch);
    /// In one turn and one transaction. Everything outlives it.
    net::Awaitable<Written> record_batch(std::span<const Handle> targets, const Edit& edit,
                                         const Telling& telling);
    Draft draft(std::span<const Handle> targets, const Edit& edit);
    store::TargetRecord record_of(const Target& target, const TargetUpdate& update);
    void install(const Draft& draft);

    Tools tools_;
    watch::Beliefs beliefs_;
    net::Limiter one_at_a_time_{1};
};

}  // namespace mailwatchd::engine
