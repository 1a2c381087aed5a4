// Judging targets from what is remembered and recording what came of it: what a round and a
// confirmation share.
#pragma once

#include "engine/evidence.h"
#include "engine/state_writer.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mailwatchd::engine {

/// What a round ends with.
struct RoundRecord {
    observe::TopologyPtr topology;  ///< Where the target's mail lives, as far as is known.
    base::Instant next_due;
    base::Ticks started;
};

class Rejudge {
public:
    struct Tools {
        net::Clock& clock;
        observe::Observer& observer;
        Targets& targets;
        StateWriter& state_writer;
        Evidence& evidence;
    };
    explicit Rejudge(Tools tools) : tools_{tools} {}

    /// While rules are being applied, and before they first were, no round begins. Where they are
    /// new, what a round that ends meanwhile makes of them is recorded silently: a change of our
    /// mind must not be told as the world's.
    void set_learning(bool learning) { learning_ = learning; }
    bool is_learning() const { return learning_; }
    /// What is configured now (rules.h).
    void set_rules(std::string rules) { rules_ = std::move(rules); }
    /// Verdicts were made by other rules than these. Never before the first were recorded.
    bool are_rules_new() const;

    /// Nothing that the target rests on is in doubt.
    bool is_settled(const Target& target) const;

    /// Judges the targets from what is remembered and records them.
    net::Awaitable<void> judge_again(std::vector<Handle> targets, StateWriter::Telling telling);

    /// Records the end of a round, with the results of `judge` where there are any. It is called
    /// when the target is the writer's, so that what it judges is what is believed then.
    using Judge = std::function<std::vector<CheckResult>(const Target&)>;
    net::Awaitable<Written> record_round(Handle target, RoundRecord round, Judge judge);

    /// What `StateWriter::ingest` asks about readings and transitions.
    watch::ContextOf context_of(std::shared_ptr<const Plan> plan) const;
    /// Names the targets of a transition; that of an MX set says what is wrong with its new hosts.
    StateWriter::NameTargets names_for() const;

private:
    std::optional<TargetUpdate> judged_again(const Target& target, bool silently) const;
    std::vector<std::string> findings_of_new_hosts(const Target& target,
                                                   const model::Transition& change) const;

    Tools tools_;
    std::string rules_;
    bool learning_ = true;
};

}  // namespace mailwatchd::engine
