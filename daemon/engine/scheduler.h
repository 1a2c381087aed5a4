// Decides when: starts rounds that are due, rechecks pending changes, and sleeps in between. All
// waits in the process use the clock that is never stepped. UTC is for stored and displayed times.
#pragma once

#include "engine/confirmation.h"
#include "engine/round.h"
#include "engine/task_group.h"
#include "watch/pruning.h"
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

    /// `loaded` is the content of the store; the kinds of its findings are already resolved.
    Scheduler(Tools tools, std::shared_ptr<const Plan> plan, store::Loaded loaded);

    /// Loads previous observations, sends events left by a crash, then begins. When it returns,
    /// everything published before the start can be published again.
    net::Awaitable<void> start();
    /// A new configuration: targets come, go and change their intervals.
    void reload(std::shared_ptr<const Plan> plan);
    /// Cancels everything and returns when the last commit is done.
    net::Awaitable<void> stop();

    /// Starts a round with only new observations, now. Does nothing if the target is paused or
    /// unknown.
    void recheck(const std::string& name);
    /// A paused target keeps its state and is not observed; a round in progress ends first. Takes
    /// effect only if it is recorded.
    net::Awaitable<Written> set_paused(std::string name, bool paused, std::string why);

    /// Replaces the target's acknowledgements by what `edit` makes of them, if that is recorded.
    /// While `edit` runs, nothing else changes them.
    using EditAcknowledged = std::function<void(std::vector<model::Acknowledgement>& all)>;
    net::Awaitable<Written> edit_acknowledged(std::string name, EditAcknowledged edit);

    /// Called after each round of a target.
    std::function<void(const std::string& target)> after_round;

    const Targets& targets() const { return targets_; }
    const StateWriter& state_writer() const { return state_writer_; }
    const EventSender& event_sender() const { return sender_; }
    std::size_t running() const { return under_way_.size(); }
    /// Start of its next round. Nothing while a round is in progress or the target is paused.
    std::optional<base::Instant> due_of(const std::string& name) const;
    /// The same, or earlier if inconclusive checks are repeated before.
    std::optional<base::Instant> next_round_of(const std::string& name) const;
    /// Whether history may be deleted now, and what is known of the wall clock.
    watch::Pruning pruning() const { return watch::may_prune(clock_evidence()); }
    watch::ClockEvidence clock_evidence() const;
    /// Converts a time of the scheduler's clock to UTC.
    base::Instant instant_of(base::Ticks ticks) const;
    /// The observations in memory that a target's reports rest on.
    model::World world(const Target& target) const {
        return evidence_.world(target.state->topology, target.needs);
    }
    /// Subjects that are being rechecked.
    const std::set<model::Subject>& rechecking() const { return rechecking_; }

private:
    static watch::Waits waits_of(const config::ScheduleSettings& schedule);
    RoundTools round_tools();
    void restore(store::Loaded& loaded);
    Handle enlist(const TargetPlan& plan);
    void dismiss(const Target& target);
    void change_plan(const Target& target, const TargetPlan& plan, std::vector<Handle>& retimed);
    net::Awaitable<void> settle_gone();
    net::Awaitable<void> judge_unjudged();
    net::Awaitable<void> record_due(std::vector<Handle> targets);
    net::Awaitable<void> prune(base::Instant before);
    bool refuses_to_prune();
    void arm(base::Ticks now);
    void tick();
    void notice_steps();
    void start_due(base::Ticks now);
    void repeat_inconclusive(const Target& target);
    void start_round(const std::string& name, base::Ticks now);
    void start_looks(base::Ticks now);
    void start_pruning(base::Ticks now);
    void notice_trouble();
    void start_prober_look(base::Ticks now);
    net::Awaitable<void> look_at_prober();
    bool is_prober_unhealthy() const;
    void audit_what_was_suspended();
    void sweep(base::Ticks now);
    void count_overdue(base::Ticks now);
    net::Awaitable<void> round(Handle handle, std::string name, Occasion occasion);
    void round_ended(Handle handle, const std::string& name, std::optional<base::Duration> next);
    net::Awaitable<void> run_rechecks(std::vector<watch::Recheck> rechecks);
    /// If the rules differ from the recorded ones, judges all targets again, silently. Reports the
    /// change of the rules once.
    net::Awaitable<void> learn_rules();
    net::Awaitable<void> learn_until_current();
    net::Awaitable<void> apply_rules();
    base::Instant next_due(const Target& target, const model::Topology& topology,
                           base::Instant began) const;
    void schedule(const Target& target, base::Ticks due);
    void schedule_retry(const Target& target, base::Ticks due);
    base::Duration overdue_spread(const Target& target) const;
    void reschedule(const Target& target);
    watch::Timing timing_of(const Target& target) const;
    /// Targets with the same `spread_key` are observed together.
    watch::Place place_of(const Target& target, std::string spread_key) const;
    /// When it is or, if paused, would be due. Nothing while its round is in progress.
    std::optional<base::Ticks> planned(const std::string& name) const;

    Tools tools_;
    std::shared_ptr<const Plan> plan_;
    std::string install_id_;
    std::set<std::string> recorded_gone_;  ///< As stored at the start.
    Targets targets_;
    EventSender sender_;
    StateWriter state_writer_;
    Evidence evidence_;
    Rejudge rejudge_;
    NextDue next_due_;
    watch::Schedule schedule_;
    watch::Schedule retries_;  ///< Of inconclusive checks, before the target is due.
    std::map<std::string, base::Ticks> resting_;  ///< When paused targets would be due.
    TaskGroup tasks_;
    std::set<model::Subject> rechecking_;                 ///< Subjects that are being rechecked.
    std::map<std::string, net::CancelHandle> under_way_;  ///< Rounds, by the target's name.
    net::CancelHandle timer_;
    std::uint64_t timers_started_ = 0;
    std::uint64_t plans_ = 0;  ///< Number of reloads.
    bool stopping_ = false;
    bool ticking_ = false;
    bool again_ = false;
    base::Ticks next_prune_;
    base::Instant newest_stored_;  ///< Audit, before this start.
    base::Ticks started_;
    base::Duration largest_step_{};
    watch::Pruning reported_pruning_ = watch::Pruning::allowed;  ///< In the journal.
    /// The next check of an unhealthy prober; nothing while it is healthy.
    std::optional<base::Ticks> next_prober_look_;
    base::Ticks unhealthy_since_;
    bool looking_at_prober_ = false;
    base::Ticks next_sweep_;
    base::Instant last_wall_;
    base::Ticks last_ticks_;
};

}  // namespace mailwatchd::engine
