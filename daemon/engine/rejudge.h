// Judges targets from the observations in memory and records the results: the code that a round and
// a confirmation share.
#pragma once

#include "engine/evidence.h"
#include "engine/state_writer.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mailwatchd::engine {

/// The result of a round.
struct RoundRecord {
    observe::TopologyPtr topology;  ///< Where the target's mail lives, as far as known.
    base::Instant next_due;
    base::Ticks started;
    bool counts = false;  ///< For the retries of inconclusive checks: the world was asked.
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

    /// Learning lasts from the start until rules are applied, and again during a reload. No round
    /// begins meanwhile. If the rules are new, a round that ends meanwhile records its verdicts
    /// silently: new rules must not be reported as changes of the target.
    void set_learning(bool learning) { learning_ = learning; }
    bool is_learning() const { return learning_; }
    /// The configured rules (rules.h).
    void set_rules(std::string rules) { rules_ = std::move(rules); }
    /// True if the recorded verdicts were made by other rules. False before any rules are recorded.
    bool are_rules_new() const;

    /// True if no subject of the target has a pending change.
    bool is_settled(const Target& target) const;

    /// Judges the targets from the observations in memory and records the results of the checks
    /// that no pending change concerns.
    net::Awaitable<void> judge_again(std::vector<Handle> targets,
                                     StateWriter::EventOptions options);

    /// Judges the targets that rest on what changed. Their verdict changes become part of the
    /// entries of the changes, which must be held until then.
    net::Awaitable<void> judge_changed(std::vector<Handle> targets,
                                       std::vector<model::Transition> changes);

    /// At the start: judges the targets that the daemon did not come to judge before it ended,
    /// although what was observed of them was committed. Their verdict changes become part of the
    /// entries that caused them; `undelivered` are those that were not delivered before the end.
    /// Returns the targets whose mail hosts may have changed: they need a round.
    net::Awaitable<std::vector<Handle>> judge_unjudged(std::vector<model::Transition> undelivered);

    /// Records the end of a round, with the results of `judge` if it returns any. `judge` runs
    /// while the writer holds the target, so that it judges the current values.
    using Judge = std::function<std::vector<CheckResult>(const Target&)>;
    net::Awaitable<Written> record_round(Handle target, RoundRecord round, Judge judge);

    /// The context that `StateWriter::ingest` asks for.
    watch::ContextOf context_of(std::shared_ptr<const Plan> plan) const;
    /// Names the targets of a transition. For an MX set, adds the findings of its new hosts.
    StateWriter::NameTargets names_for() const;

private:
    /// Finds the change that a verdict follows from: one of a reading that the check judges by, at
    /// a subject that the check needs for the target; the most urgent if there are several.
    StateWriter::CauseOf causes() const;
    /// Returns the number under which they are erased from `held_`.
    std::uint64_t hold(std::vector<model::Transition> changes);
    bool is_judged(const Target& target) const;
    bool is_settled(const Target& target, std::string_view check) const;
    std::vector<model::Subject> subjects_of(const Target& target, const CheckPlan& plan) const;
    std::optional<TargetUpdate> judged_again(const Target& target, bool as_of_last_round) const;
    std::vector<std::string> findings_of_new_hosts(const Target& target,
                                                   const model::Transition& change) const;

    Tools tools_;
    /// Changes whose entries are held, and whose verdicts are being judged. Whoever judges first
    /// must know them all.
    std::map<std::uint64_t, std::vector<model::Transition>> held_;
    std::uint64_t last_held_ = 0;
    std::string rules_;
    bool learning_ = true;
};

}  // namespace mailwatchd::engine
