// One round of one target: discover, look, fold, judge, record (docs/architecture.md, The flow).
#pragma once

#include "engine/round_tools.h"

#include <optional>

namespace mailwatchd::engine {

/// When a target whose round ended with this topology is due next.
using NextDue = std::function<base::Instant(const Target&, const model::Topology&)>;

/// Lives in the coroutine frame of who runs it.
class Round {
public:
    /// `asked_at`: everything is looked at anew since then. Nothing: what is fresh enough will do.
    Round(RoundTools tools, const NextDue& next_due, std::shared_ptr<const Plan> plan,
          Handle target, std::optional<base::Ticks> asked_at);

    /// Records the target's next due time with whatever it found, and gives how far away it is;
    /// soon, where the prober was unhealthy. Nothing where the round was cancelled or the target is
    /// gone: then nothing is recorded.
    net::Awaitable<std::optional<base::Duration>> run();

private:
    const Target* target() const { return tools_.targets.find(handle_); }
    net::Awaitable<bool> is_over();
    net::Awaitable<bool> is_healthy();
    observe::Demand demand(const Target& target) const;
    net::Awaitable<void> look();
    model::World world() const;
    net::Awaitable<bool> ingest(const model::World& world);
    net::Awaitable<std::optional<base::Duration>> conclude();
    net::Awaitable<std::optional<base::Duration>> give_no_information(model::Reason reason);
    net::Awaitable<void> keep_pace();
    observe::TopologyPtr known_topology() const;

    RoundTools tools_;
    const NextDue& next_due_;
    std::shared_ptr<const Plan> plan_;
    Handle handle_;
    std::optional<base::Ticks> asked_at_;
    observe::TopologyPtr topology_;
    model::Needs needs_;
    base::Ticks started_;  ///< The round.
    base::Ticks began_;    ///< Its look at the target.
};

}  // namespace mailwatchd::engine
