// When: starts what is due, looks again at what is in doubt, and sleeps in between.
#pragma once

#include "engine/rejudge.h"
#include "net/spawn.h"
#include "store/kinds/kinds.h"
#include "watch/schedule.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

namespace mailwatchd::engine {

class Scheduler {
public:
    struct Tools {
        net::Executor executor;
        net::Clock& clock;
        observe::Observer& observer;
        DbExecutor& db;
        publish::OwnMetrics& metrics;
        base::Log& log;
    };

    /// `loaded` is what the store held; `kinds` of its findings are resolved already.
    Scheduler(Tools tools, std::shared_ptr<const Plan> plan, store::Loaded loaded);

    /// Brings back what was observed before, tells what a crash left untold, then begins. When it
    /// returns, everything that was published before the start can be published again.
    net::Awaitable<void> start();
    /// A new configuration: targets come, go and change their intervals.
    void reload(std::shared_ptr<const Plan> plan);
    /// Cancels everything and returns when the last commit is down.
    net::Awaitable<void> stop();

    /// Has every look of a target made anew, now. Nothing where it is paused or no target.
    void recheck(const std::string& name);
    /// Recorded when it returns. A paused target keeps all that is known of it and is not looked
    /// at; a round under way ends first.
    net::Awaitable<void> set_paused(std::string name, bool paused, std::string why);

    /// Recorded when it returns: all that operators accept of the target's findings.
    net::Awaitable<void> set_accepted(std::string name, std::vector<model::Acceptance> all);

    /// Called after each round of a target.
    std::function<void(const std::string& target)> after_round;

    const Targets& targets() const { return targets_; }
    const StateWriter& state_writer() const { return state_writer_; }
    std::size_t running() const { return running_; }
    /// When its next round begins; nothing while one is under way, and where it is paused.
    std::optional<base::Instant> due_of(const std::string& name) const {
        return schedule_.due_of(name);
    }
    /// What a target's reports rest on, from memory.
    model::World world(const Target& target) const {
        return world_of(engine_, target, target.state->topology);
    }
    /// Subjects that are looked at again right now.
    const std::set<std::string>& looking() const { return looking_; }

private:
    /// `known` is null for a new target.
    void enlist(const TargetPlan& plan, StatePtr known);
    /// Hands lists' health to those who ask them; gives the topologies by target.
    std::map<watch::SubjectId, observe::TopologyPtr> restore_observations(
        const std::vector<store::Stored>& stored);
    net::Awaitable<void> tell_again();
    void dismiss(const std::string& name);
    void take_back(const TargetPlan& plan);
    net::Awaitable<void> settle_gone();
    net::Awaitable<void> record_gone(std::string name, std::optional<base::Instant> since);
    void arm();
    void tick();
    void notice_steps();
    void start_due(base::Instant now);
    void start_looks(base::Instant now);
    void start_pruning(base::Instant now);
    net::Awaitable<void> prune(base::Instant before);
    void spawn(net::Awaitable<void> work);
    net::Awaitable<void> round(std::string name);
    net::Awaitable<void> look(std::vector<watch::Look> looks);
    /// Judges all targets again, silently, where the rules are others than those believed, and
    /// says so once.
    net::Awaitable<void> learn_rules();
    net::Awaitable<void> apply_rules();
    base::Instant next_due(const Target& target, const model::Topology& topology) const;
    void set_due(Target& target, base::Instant due);
    void schedule(const Target& target, base::Instant due);
    void count_overdue(base::Instant now);

    Tools tools_;
    std::shared_ptr<const Plan> plan_;
    std::string install_id_;
    std::vector<net::PaceRecord> pace_;
    Targets targets_;
    /// No longer configured: what is known of them waits for their return (FAILURES F5).
    struct Gone {
        StatePtr state;
        base::Instant since;
        bool is_recorded = false;
    };
    std::map<std::string, Gone> gone_;
    StateWriter state_writer_;
    Engine engine_;
    watch::Schedule schedule_;
    std::set<std::string> looking_;  ///< Subjects that are looked at again right now.
    std::size_t running_ = 0;        ///< Rounds under way.
    std::map<std::uint64_t, net::Stop> work_;
    std::uint64_t next_work_ = 1;
    net::Stop alarm_;
    std::uint64_t alarms_ = 0;
    bool stopping_ = false;
    bool learning_ = false;  ///< New rules are being applied: no round begins.
    bool ticking_ = false;
    bool again_ = false;
    base::Instant next_prune_;
    base::Instant last_wall_;
    base::Ticks last_ticks_;
};

}  // namespace mailwatchd::engine
