// The targets under watch: their plans, what is recorded of them, and which subjects they rest on.
//
// A target is held by its handle: a pointer is good until the next wait, and a target that was
// removed and added again is another one, so that work of the old one ends by itself.
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
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::engine {

using StatePtr = std::shared_ptr<const model::TargetState>;

struct Handle {
    std::uint32_t slot = 0;
    std::uint32_t generation = 0;  ///< 0 is nobody's.
    auto operator<=>(const Handle&) const = default;
};

struct Target {
    Handle handle;
    TargetPlan plan;
    StatePtr state;                        ///< As it is recorded; blank before the first commit.
    model::Needs needs;                    ///< Of its topology.
    std::vector<model::Subject> rests_on;  ///< Sorted.
    std::optional<base::Ticks> running_since;  ///< Of the round under way.
    std::optional<base::Ticks> asked_at;  ///< The next round looks anew at everything, since then.
    bool cold = true;  ///< What was observed before the start is not in memory yet.

    const std::string& name() const { return plan.settings.name.name; }
    bool judged() const { return state->last_round != base::Instant{}; }
    bool is_running() const { return running_since.has_value(); }
};

/// No longer configured: what is recorded of it waits for its return (failure F5).
struct GoneTarget {
    StatePtr state;
    base::Instant since;
};

class Targets {
public:
    /// Which subjects a target with these needs rests on: Observer::subjects_of.
    using SubjectsOf = std::function<std::vector<model::Subject>(const model::Needs&)>;
    explicit Targets(SubjectsOf subjects_of) : subjects_of_{std::move(subjects_of)} {}

    std::vector<model::Subject> subjects_of(const model::Needs& needs) const {
        return subjects_of_(needs);
    }

    /// Null where it is gone, even if another has its name now. Good until the next wait.
    const Target* find(Handle handle) const;
    const Target* find(std::string_view name) const;
    std::size_t size() const { return by_name_.size(); }

    /// A new target, or one that returns with all that is recorded of it.
    Handle add(TargetPlan plan);
    /// What is recorded of it stays until `forget_gone`.
    void remove(Handle handle, base::Instant now);
    void set_plan(Handle handle, TargetPlan plan);

    /// What has been committed: the one way in which a state changes. It becomes that of whoever
    /// has its name now, configured or gone, because the store has it under that name.
    void install(StatePtr committed);
    /// Where a target's mail lives, committed as an observation: likewise.
    void adopt(std::shared_ptr<const model::Topology> committed);

    /// The request for a look at everything that the round is to answer, if there is one.
    std::optional<base::Ticks> begin_round(Handle handle, base::Ticks now);
    void end_round(Handle handle);
    void ask(Handle handle, base::Ticks now);
    void mark_warm(Handle handle);

    /// From the store, at a start, before the targets are added.
    void add_gone(StatePtr state, base::Instant since);
    const std::map<std::string, GoneTarget, std::less<>>& gone() const { return gone_; }
    void forget_gone(base::Instant before);

    /// Those that rest on a subject, in the order of their names.
    std::vector<Handle> resting_on(const model::Subject& subject) const;
    bool anybody_rests_on(const model::Subject& subject) const {
        return resting_.contains(subject);
    }
    /// Some target that is not paused rests on it.
    bool anybody_wants(const model::Subject& subject) const;

    /// Every target that rests on the subject: the first ten by name, and the number.
    void name_targets(model::Transition& transition) const;

    /// Whether the subject's host is an MX of some target.
    bool is_mx(const model::Subject& subject) const;

    std::vector<Handle> handles() const;
    std::vector<StatePtr> states() const;
    /// Every subject that some target rests on.
    void for_each_subject(const std::function<void(const model::Subject& subject)>& visit) const;
    /// In the order of their names.
    void for_each(const std::function<void(const std::string& name, const Target&)>& visit) const;

private:
    struct Slot {
        std::uint32_t generation = 0;    ///< Of its latest target.
        std::unique_ptr<Target> target;  ///< Null: free.
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
