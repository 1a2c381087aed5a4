// Rechecks a subject that has a pending change, or may have one (watch/holders.h), past all caches,
// until it is settled (promise 2).
#pragma once

#include "engine/round_tools.h"

#include <memory>
#include <string_view>
#include <vector>

namespace mailwatchd::engine {

/// One recheck in progress. Lives in the coroutine frame of its caller.
class Confirmation {
public:
    struct End {
        Written written = Written::cancelled;
        std::vector<Handle> judged;
        bool need_a_round = false;  ///< Their mail hosts may have changed.
    };
    /// All `rechecks` have the same subject.
    Confirmation(RoundTools tools, std::shared_ptr<const Plan> plan,
                 std::vector<watch::Recheck> rechecks);

    /// Answers each of the rechecks with a new reading, or with "unknown" if there is none. Once
    /// the subject is settled, judges the targets that rest on it.
    net::Awaitable<End> run();

private:
    net::Awaitable<void> take();
    net::Awaitable<void> wait_caches_out();
    void add_source(std::string_view asked);
    net::Awaitable<void> weigh_causes();
    model::Reason why_unanswered(const model::ReadingKind& kind) const;
    void answer_the_rest();
    net::Awaitable<void> ingest();
    net::Awaitable<void> settle(const std::vector<model::Transition>& changes);

    RoundTools tools_;
    std::shared_ptr<const Plan> plan_;
    std::vector<watch::Recheck> rechecks_;
    model::Subject subject_;
    observe::Freshness freshness_;
    Intake seen_;
    End end_;
};

}  // namespace mailwatchd::engine
