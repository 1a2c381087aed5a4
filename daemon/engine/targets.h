// The monitored targets: their plans, their recorded state, and the subjects they rest on.
//
// A target is held by its handle. A pointer is valid until the next wait. A target that was removed
// and added again has another handle, so that work for the old one ends by itself.
#pragma once

#include "engine/plan.h"
#include "model/state.h"
#include "model/transition.h"
#include "model/world.h"
#include "watch/transition.h"

#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::engine {

using StatePtr = std::shared_ptr<const model::TargetState>;

struct Handle {
    std::uint32_t slot = 0;
    std::uint32_t generation = 0;  ///< 0 is no target.
    auto operator<=>(const Handle&) const = default;
};

struct Target {
    Handle handle;
    TargetPlan plan;
    StatePtr state;                            ///< As recorded; blank before the first commit.
    model::Needs needs;                        ///< For its topology.
    std::vector<model::Subject> rests_on;      ///< Sorted.
    std::optional<base::Ticks> running_since;  ///< Start of the round in progress.
    base::Ticks last_ended;                    ///< End of its last round.
    /// The next round uses only observations newer than this.
    std::optional<base::Ticks> asked_at;
    bool cold = true;  ///< Observations from before the start are not in memory yet.

    const std::string& name() const { return plan.settings.name.name; }
    bool judged() const { return state->last_round != base::Instant{}; }
    bool is_running() const { return running_since.has_value(); }
};

/// No longer configured; its recorded state is kept in case it returns (failure F5).
struct GoneTarget {
    StatePtr state;
    base::Instant since;
};

class Targets {
public:
    /// The subjects that a target with these needs rests on: Observer::subjects_of.
    using SubjectsOf = std::function<std::vector<model::Subject>(const model::Needs&)>;
    explicit Targets(SubjectsOf subjects_of) : subjects_of_{std::move(subjects_of)} {}

    std::vector<model::Subject> subjects_of(const model::Needs& needs) const {
        return subjects_of_(needs);
    }

    /// Null if it is gone, even if another target has its name now. Valid until the next wait.
    const Target* find(Handle handle) const;
    const Target* find(std::string_view name) const;
    std::size_t size() const { return by_name_.size(); }

    /// Adds a new target, or one that returns with its recorded state.
    Handle add(TargetPlan plan);
    /// Its recorded state stays until `forget_gone`.
    void remove(Handle handle, base::Instant now);
    void set_plan(Handle handle, TargetPlan plan);

    /// Installs a committed state; no other call changes one. It goes to the target that has the
    /// name now, configured or gone, because the store keeps it under the name.
    void install(StatePtr committed);
    /// Likewise for a topology committed as an observation.
    void adopt(std::shared_ptr<const model::Topology> committed);

    /// Takes the pending request for new observations that this round answers, if there is one.
    std::optional<base::Ticks> begin_round(Handle handle, base::Ticks now);
    void end_round(Handle handle, base::Ticks now);
    void ask(Handle handle, base::Ticks now);
    void mark_warm(Handle handle);

    /// Called at the start, before the targets are added.
    void add_gone(StatePtr state, base::Instant since);
    const std::map<std::string, GoneTarget, std::less<>>& gone() const { return gone_; }
    void forget_gone(base::Instant before);

    /// The targets that rest on a subject, in order of name.
    std::vector<Handle> resting_on(const model::Subject& subject) const;
    bool anybody_rests_on(const model::Subject& subject) const {
        return resting_.contains(subject);
    }
    /// True if a target that is not paused rests on it.
    bool anybody_wants(const model::Subject& subject) const;

    /// Number of targets that rest on any of the subjects.
    std::size_t count_resting_on(std::span<const model::Subject> subjects) const;
    /// Names the targets that rest on the subject: the first ten by name, and the total.
    void name_targets(model::Transition& transition) const;

    /// The host name by which to open a session with an address or endpoint: `last` as long as a
    /// target has a host of that name there, so that what it shows stays comparable; else the name
    /// that most targets use; "" if no target rests on it.
    std::string host_name(const model::Subject& subject, std::string_view last) const;

    /// All host names that targets have for an address or endpoint.
    std::set<std::string, std::less<>> host_names(const model::Subject& subject) const;

    /// Whether the subject's address belongs to an MX host of a target.
    bool is_mx(const model::Subject& subject) const;

    std::vector<Handle> handles() const;
    std::vector<StatePtr> states() const;
    /// Visits every subject that a target rests on.
    void for_each_subject(const std::function<void(const model::Subject& subject)>& visit) const;
    /// In order of name.
    void for_each(const std::function<void(const std::string& name, const Target&)>& visit) const;

private:
    struct Slot {
        std::uint32_t generation = 0;    ///< Of its latest target.
        std::unique_ptr<Target> target;  ///< Null if the slot is free.
    };
    Target* live(Handle handle);
    StatePtr state_of(std::string_view name) const;
    void settle(Target& target);
    void index(const Target& target);
    void unindex(const Target& target);

    SubjectsOf subjects_of_;
    std::vector<Slot> slots_;
    std::vector<std::uint32_t> free_;
    std::map<std::string, std::uint32_t, std::less<>> by_name_;  ///< Slots.
    std::map<model::Subject, std::map<std::string, Handle>> resting_;
    std::map<std::string, GoneTarget, std::less<>> gone_;
};

}  // namespace mailwatchd::engine
