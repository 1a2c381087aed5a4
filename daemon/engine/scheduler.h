// When: starts what is due, looks again at what is in doubt, and sleeps in between. Inside the
// process all that waits is on the clock that is never stepped; UTC is for what survives a restart
// and for people.
#pragma once

#include "engine/confirmation.h"
#include "engine/round.h"
#include "engine/task_group.h"
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
        publish::EventSink& sink;
        RunBlocking run_blocking;  ///< For the sink.
        publish::OwnMetrics& metrics;
        base::Log& log;
    };

    /// `loaded` is what the store held; the kinds of its findings are resolved already.
    Scheduler(Tools tools, std::shared_ptr<const Plan> plan, store::Loaded loaded);

    /// Brings back what was observed before, sends what a crash left unsent, then begins. When it
    /// returns, everything that was published before the start can be published again.
    net::Awaitable<void> start();
    /// A new configuration: targets come, go and change their intervals.
    void reload(std::shared_ptr<const Plan> plan);
    /// Cancels everything and returns when the last commit is down.
    net::Awaitable<void> stop();

    /// Has every look of a target made anew, now. Nothing where it is paused or no target.
    void recheck(const std::string& name);
    /// A paused target keeps all that is known of it and is not looked at; a round under way ends
    /// first. Only what was recorded is so.
    net::Awaitable<Written> set_paused(std::string name, bool paused, std::string why);

    /// What operators acknowledge of the target's findings becomes what `edit` makes of it, where
    /// that is recorded. It is called when nobody else changes it.
    using EditAcknowledged = std::function<void(std::vector<model::Acknowledgement>& all)>;
    net::Awaitable<Written> edit_acknowledged(std::string name, EditAcknowledged edit);

    /// Called after each round of a target.
    std::function<void(const std::string& target)> after_round;

    const Targets& targets() const { return targets_; }
    const StateWriter& state_writer() const { return state_writer_; }
    const EventSender& event_sender() const { return sender_; }
    std::size_t running() const { return under_way_.size(); }
    /// When its next round begins; nothing while one is under way, and where it is paused.
    std::optional<base::Instant> due_of(const std::string& name) const;
    /// A moment of the clock that waits, as people write it.
    base::Instant instant_of(base::Ticks ticks) const;
    /// What a target's reports rest on, from memory.
    model::World world(const Target& target) const {
        return evidence_.world(target.state->topology, target.needs);
    }
    /// Subjects that are looked at again right now.
    const std::set<model::Subject>& looking() const { return looking_; }

private:
    static watch::Waits waits_of(const config::ScheduleSettings& schedule);
    RoundTools round_tools();
    void restore(store::Loaded& loaded);
    Handle enlist(const TargetPlan& plan);
    void dismiss(const Target& target);
    void change_plan(const Target& target, const TargetPlan& plan, std::vector<Handle>& retimed);
    net::Awaitable<void> settle_gone();
    net::Awaitable<void> record_due(std::vector<Handle> targets);
    net::Awaitable<void> prune(base::Instant before);
    void arm();
    void tick();
    void notice_steps();
    void start_due(base::Ticks now);
    void start_round(const std::string& name, base::Ticks now);
    void start_looks(base::Ticks now);
    void start_pruning(base::Ticks now);
    void sweep(base::Ticks now);
    void count_overdue(base::Ticks now);
    net::Awaitable<void> round(Handle handle, std::string name, std::optional<base::Ticks> asked);
    void round_ended(Handle handle, const std::string& name, std::optional<base::Duration> next);
    net::Awaitable<void> look(std::vector<watch::Look> looks);
    /// Judges all targets again, silently, where the rules are others than those believed, and
    /// says so once.
    net::Awaitable<void> learn_rules();
    net::Awaitable<void> learn_until_current();
    net::Awaitable<void> apply_rules();
    base::Instant next_due(const Target& target, const model::Topology& topology) const;
    void schedule(const Target& target, base::Ticks due);
    void reschedule(const Target& target);
    watch::Plan timing_of(const Target& target) const;
    /// `spread_key`: those that have the same are looked at together.
    watch::Place place_of(const Target& target, std::string spread_key) const;
    /// When it is due, or would be if it were not paused; nothing while its round is under way.
    std::optional<base::Ticks> planned(const std::string& name) const;

    Tools tools_;
    std::shared_ptr<const Plan> plan_;
    std::string install_id_;
    std::set<std::string> recorded_gone_;  ///< As the store has it at a start.
    Targets targets_;
    EventSender sender_;
    StateWriter state_writer_;
    Evidence evidence_;
    Rejudge rejudge_;
    NextDue next_due_;
    watch::Schedule schedule_;
    std::map<std::string, base::Ticks> resting_;  ///< When paused targets would be due.
    TaskGroup tasks_;
    std::set<model::Subject> looking_;            ///< Subjects that are looked at again right now.
    std::map<std::string, net::Stop> under_way_;  ///< Rounds, by the target's name.
    net::Stop alarm_;
    std::uint64_t alarms_ = 0;
    std::uint64_t plans_ = 0;  ///< Rises with each reload.
    bool stopping_ = false;
    bool ticking_ = false;
    bool again_ = false;
    base::Ticks next_prune_;
    base::Ticks next_sweep_;
    base::Instant last_wall_;
    base::Ticks last_ticks_;
};

}  // namespace mailwatchd::engine
