// Looking again at a subject in doubt, past all caches, until it is settled (promise 2).
#pragma once

#include "engine/round_tools.h"

#include <memory>
#include <string_view>
#include <vector>

namespace mailwatchd::engine {

/// One recheck under way. Lives in the coroutine frame of who runs it.
class Confirmation {
public:
    struct End {
        Written written = Written::cancelled;
        std::vector<Handle> need_a_round;  ///< Their mail hosts may be others now.
    };
    /// `looks` are about one subject.
    Confirmation(RoundTools tools, std::shared_ptr<const Plan> plan,
                 std::vector<watch::Look> looks);

    /// Answers every one of the looks with a reading made now; what cannot be looked at is answered
    /// by "unknown". Judges the targets that rest on the subject where it is settled.
    net::Awaitable<End> run();

private:
    net::Awaitable<void> take();
    net::Awaitable<void> wait_caches_out();
    void add_source(std::string_view asked);
    void answer_the_rest();
    net::Awaitable<void> ingest();
    net::Awaitable<void> settle(const std::vector<model::Transition>& changes);

    RoundTools tools_;
    std::shared_ptr<const Plan> plan_;
    std::vector<watch::Look> looks_;
    model::Subject subject_;
    observe::Demand demand_;
    Intake seen_;
    End end_;
};

}  // namespace mailwatchd::engine
