// One round of one target: discover, observe, ingest, judge, record.
#pragma once

#include "engine/round_tools.h"

#include <optional>

namespace mailwatchd::engine {

/// Computes when a target is due next, given the topology that its round found and the beginning of
/// that round.
using NextDue =
    std::function<base::Instant(const Target&, const model::Topology&, base::Instant began)>;

/// Why a round begins.
struct Occasion {
    /// Requested then: every observation must be newer. Without it, fresh ones in memory are used.
    std::optional<base::Ticks> asked_at;
    /// When the target's next audit is due, if that is not now: the round repeats inconclusive
    /// checks, and that time stays.
    std::optional<base::Ticks> regularly_due;
};

/// Lives in the coroutine frame of its caller.
class Round {
public:
    Round(RoundTools tools, const NextDue& next_due, std::shared_ptr<const Plan> plan,
          Handle target, Occasion occasion);

    /// Records the target's next due time with the results, and returns the delay until then. The
    /// delay is short if the prober was unhealthy. Returns nothing, and records nothing, if the
    /// round was cancelled or the target is gone.
    net::Awaitable<std::optional<base::Duration>> run();

private:
    const Target* target() const { return tools_.targets.find(handle_); }
    net::Awaitable<bool> is_over();
    net::Awaitable<bool> is_healthy();
    observe::Freshness freshness(const Target& target) const;
    net::Awaitable<void> look();
    model::World world() const;
    net::Awaitable<bool> ingest(const model::World& world);
    net::Awaitable<std::optional<base::Duration>> conclude();
    base::Instant next_due(const model::Topology& topology) const;
    net::Awaitable<std::optional<base::Duration>> give_no_information(model::Reason reason);
    net::Awaitable<void> keep_pace();
    observe::TopologyPtr known_topology() const;

    RoundTools tools_;
    const NextDue& next_due_;
    std::shared_ptr<const Plan> plan_;
    Handle handle_;
    Occasion occasion_;
    observe::TopologyPtr topology_;
    model::Needs needs_;
    base::Ticks started_;  ///< Start of the round.
    base::Ticks began_;    ///< Start of its observations of the target.
};

}  // namespace mailwatchd::engine
