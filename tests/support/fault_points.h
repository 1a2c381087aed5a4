// Every call of the seam and of the store's executor is a wait. FaultPoints counts the waits of a
// scenario and holds the n-th one: its caller is really suspended, before the operation or with the
// result in hand, until the test has done what it wants to do meanwhile.
#pragma once

#include "engine/db_executor.h"
#include "net/async_event.h"
#include "support/simulated_clock.h"

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <utility>
#include <vector>

namespace mailwatchd::test {

/// The kind of operation.
enum class Wait { time, dns, session, store, sink };

enum class DiskFault { none, fails_once, fails };

/// Holds the caller before the operation, or after it and before the result is used.
enum class Side { before, after };

class FaultPoints {
public:
    /// All of them must outlive it.
    FaultPoints(SimulatedClock& clock, net::Resolver& resolver, net::Connector& connector);
    ~FaultPoints();
    FaultPoints(const FaultPoints&) = delete;
    FaultPoints& operator=(const FaultPoints&) = delete;

    // The seam that the engine gets.
    net::Clock& clock();
    net::Resolver& resolver();
    net::Connector& connector();

    /// The sink is called on a thread of its own.
    net::Awaitable<void> run_blocking(std::function<void()> job);

    /// Counts from 1 again and holds wait `at` (0: none) until `act` has run.
    void arm(std::size_t at, Side side, std::function<void()> act);
    /// The waits since `arm`, in order; the n-th is at n - 1.
    struct Counted {
        Wait kind = Wait::time;
        bool has_ended = false;  ///< Its operation has ended.
    };
    const std::vector<Counted>& waits() const { return waits_; }
    /// Sessions that are connected now, per port.
    using Port = std::pair<model::Address, std::uint16_t>;
    const std::map<Port, int>& sessions() const { return sessions_; }
    /// More waits in one minute are a busy loop: the next one throws.
    void set_waits_a_minute_max(std::size_t most) { waits_a_minute_max_ = most; }

    /// A caller is held: it does not continue before `act`.
    bool is_reached() const { return is_reached_; }
    /// Called outside all coroutines: runs the armed action, then releases the caller.
    void act();
    /// Releases the caller during the action, once a stop has begun: a job that was begun ends by
    /// itself, and the stop waits for it.
    void let_go();

    DiskFault disk = DiskFault::none;

    // Break assumptions that the engine may rely on.
    bool disk_lies = false;          ///< Failures are reported as success.
    bool waits_follow_wall = false;  ///< The clock of waits is stepped with the wall clock.
    bool is_deaf = false;            ///< A held caller does not notice that it is cancelled.

    /// Called at every wait.
    std::function<void()> at_each_wait;

    // Called by the decorators.
    std::size_t count(Wait kind);
    net::Awaitable<void> hold(std::size_t wait, Side side);
    base::Outcome run(const engine::DbExecutor::Job& job, store::Store& store);
    void count_session(const Port& port, int more) { sessions_[port] += more; }

private:
    void watch_for_spin();

    struct Seam;
    SimulatedClock& loop_;
    std::unique_ptr<Seam> seam_;
    std::vector<Counted> waits_;
    std::size_t before_ = 0;  ///< Waits counted before `arm`.
    std::map<Port, int> sessions_;
    std::size_t waits_a_minute_max_ = 0;
    std::size_t waits_this_minute_ = 0;
    std::chrono::minutes minute_{};
    std::size_t at_ = 0;
    Side side_ = Side::before;
    std::function<void()> act_;
    bool is_reached_ = false;
    std::shared_ptr<net::AsyncEvent> held_;
};

/// Access to a store like the daemon's thread: one job after the other, in order of arrival, each
/// begun and ended while its caller sleeps, even if the caller is cancelled.
class FaultyExecutor final : public engine::DbExecutor {
public:
    FaultyExecutor(FaultPoints& faults, SimulatedClock& clock, store::Store& store)
        : faults_{faults}, clock_{clock}, store_{store} {}
    net::Awaitable<base::Outcome> run(std::string_view what, Job job) override;

private:
    FaultPoints& faults_;
    SimulatedClock& clock_;
    store::Store& store_;
    std::deque<std::shared_ptr<net::AsyncEvent>> queue_;  ///< The first one is running.
};

}  // namespace mailwatchd::test
