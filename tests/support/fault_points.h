// Every call of the seam and of the store's executor is a wait. FaultPoints counts the waits of a
// scenario and holds the n-th one: whoever waits is really suspended, on the operation's near side
// or with its result in hand, until the test has done what it wants to do meanwhile.
#pragma once

#include "engine/db_executor.h"
#include "net/bell.h"
#include "support/simulated_clock.h"

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <utility>
#include <vector>

namespace mailwatchd::test {

/// What is waited for.
enum class Wait { time, dns, session, store, sink };

enum class DiskFault { none, fails_once, fails };

/// Holds its caller before the operation, or after it and before its result is used.
enum class Side { before, after };

class FaultPoints {
public:
    /// All of them outlive it.
    FaultPoints(SimulatedClock& clock, net::Resolver& resolver, net::Connector& connector);
    ~FaultPoints();
    FaultPoints(const FaultPoints&) = delete;
    FaultPoints& operator=(const FaultPoints&) = delete;

    // The seam as the engine gets it.
    net::Clock& clock();
    net::Resolver& resolver();
    net::Connector& connector();

    /// Where the sink is called: a thread of its own.
    net::Awaitable<void> run_blocking(std::function<void()> job);

    /// Counts from 1 again and holds wait `at` (0: none) until `act` has run.
    void arm(std::size_t at, Side side, std::function<void()> act);
    /// Since `arm`, in order; the n-th is at n - 1.
    struct Counted {
        Wait kind = Wait::time;
        bool has_ended = false;  ///< Its far side was met.
    };
    const std::vector<Counted>& waits() const { return waits_; }
    /// Sessions that stand with one port right now.
    using Port = std::pair<model::Address, std::uint16_t>;
    const std::map<Port, int>& sessions() const { return sessions_; }
    /// More in one minute are a spin: the next one throws.
    void set_waits_a_minute_max(std::size_t most) { waits_a_minute_max_ = most; }

    /// Somebody is held: nothing goes on there before `act`.
    bool is_reached() const { return is_reached_; }
    /// From outside of every coroutine: does what was armed, then lets go.
    void act();

    DiskFault disk = DiskFault::none;

    // To break things with, each what the engine may rely on.
    bool disk_lies = false;          ///< What fails is reported as done.
    bool waits_follow_wall = false;  ///< The clock of waits is stepped with the wall clock.
    bool is_deaf = false;            ///< Who is held does not hear that he is cancelled.

    /// Called at every wait.
    std::function<void()> at_each_wait;

    // What the decorators call.
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
    std::size_t before_ = 0;  ///< Waits that were counted before `arm`.
    std::map<Port, int> sessions_;
    std::size_t waits_a_minute_max_ = 0;
    std::size_t waits_this_minute_ = 0;
    std::chrono::minutes minute_{};
    std::size_t at_ = 0;
    Side side_ = Side::before;
    std::function<void()> act_;
    bool is_reached_ = false;
    std::shared_ptr<net::Bell> held_;
};

/// The way to a store as the daemon's thread is: one job after the other, in the order they came,
/// each begun and ended while its caller sleeps, whatever becomes of the caller.
class FaultyExecutor final : public engine::DbExecutor {
public:
    FaultyExecutor(FaultPoints& faults, SimulatedClock& clock, store::Store& store)
        : faults_{faults}, clock_{clock}, store_{store} {}
    net::Awaitable<base::Outcome> run(std::string_view what, Job job) override;

private:
    FaultPoints& faults_;
    SimulatedClock& clock_;
    store::Store& store_;
    std::deque<std::shared_ptr<net::Bell>> queue_;  ///< The first is at work.
};

}  // namespace mailwatchd::test
