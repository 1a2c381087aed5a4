// The targets under watch: their plans, what is recorded of them, and which subjects they rest on.
#pragma once

#include "engine/plan.h"
#include "model/state.h"
#include "model/transition.h"
#include "model/world.h"
#include "watch/transition.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::engine {

using StatePtr = std::shared_ptr<const model::TargetState>;

struct Target {
    TargetPlan plan;
    StatePtr state;
    model::Needs needs;                    ///< Of the latest topology.
    std::vector<model::Subject> rests_on;  ///< Sorted.
    bool running = false;                  ///< A round is under way.
    base::Instant running_since;
    std::optional<base::Instant>
        asked_at;      ///< The next round looks anew at everything, since then.
    bool cold = true;  ///< What was observed before the start is not in memory yet.
    bool judged() const { return state->last_round != base::Instant{}; }
};

class Targets {
public:
    Target* find(const std::string& name);
    const Target* find(const std::string& name) const;
    Target& add(TargetPlan plan, StatePtr state);
    void remove(const std::string& name);
    std::size_t size() const { return targets_.size(); }

    /// The latest topology of a target decides what it rests on.
    void settle_on(Target& target, const observe::TopologyPtr& topology);

    /// Names of the targets that rest on a subject, sorted.
    const std::set<std::string>& resting_on(const std::string& subject) const;
    bool anybody_rests_on(const model::Subject& subject) const {
        return !resting_on(subject.text).empty();
    }
    /// Some target that is not paused rests on it.
    bool anybody_wants(const model::Subject& subject) const;

    /// Every target that rests on the subject: the first ten by name, and the number.
    void name_targets(model::Transition& transition) const;

    /// Whether the subject's host is an MX of some target, and what class the reading's zone has.
    watch::Context context_of(const model::Reading& reading,
                              const std::vector<model::Zone>& zones) const;

    std::vector<StatePtr> states() const;
    /// Every subject that some target rests on, by its text.
    void for_each_subject(const std::function<void(const std::string& subject)>& visit) const;
    void for_each(const std::function<void(const std::string& name, Target&)>& visit);
    void for_each(const std::function<void(const std::string& name, const Target&)>& visit) const;

private:
    void index(const std::string& name, const std::vector<model::Subject>& subjects);
    void unindex(const std::string& name, const std::vector<model::Subject>& subjects);

    std::map<std::string, Target> targets_;
    std::map<std::string, std::set<std::string>, std::less<>> resting_;  ///< By Subject::text.
};

}  // namespace mailwatchd::engine
