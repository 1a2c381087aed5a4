// spawn, gather, limiter on the simulated clock.
#include "net/spawn.h"

#include "net/gather.h"
#include "net/semaphore.h"
#include "support/simulated_clock.h"

#include <gtest/gtest.h>

#include <algorithm>

using namespace mailwatchd;
using namespace std::chrono_literals;
using net::Awaitable;
using test::SimulatedClock;

namespace {

/// Sleeps, then notes the second in which it woke and whether it was cancelled.
Awaitable<void> note(net::Clock& clock, base::Duration after, std::vector<std::string>& notes) {
    const auto start = clock.ticks();
    co_await clock.sleep_until(start + after);
    const bool stopped = co_await net::is_cancelled();
    const auto waited = (clock.ticks() - start) / 1s;
    notes.push_back((stopped ? "stopped " : "woke ") + std::to_string(waited));
}

TEST(SimulatedClockTest, a_day_of_five_minutes_takes_no_time) {
    SimulatedClock clock;
    int runs = 0;
    const auto tick = [](net::Clock& c, int& count) -> Awaitable<void> {
        for (;; ++count) {
            co_await c.sleep_until(c.ticks() + 5min);
            const bool stopped = co_await net::is_cancelled();
            if (stopped) co_return;
        }
    };
    const net::CancelHandle stop;
    clock.start(tick(clock, runs), stop);
    clock.advance(24h);
    EXPECT_EQ(runs, 288);
    EXPECT_EQ(clock.now(), SimulatedClock::epoch + 24h);
    stop.cancel();
    clock.settle();
    EXPECT_TRUE(stop.has_ended());
    EXPECT_EQ(clock.sleepers(), 0U);
}

TEST(SimulatedClockTest, c3_a_step_of_the_wall_moves_no_sleeper) {
    SimulatedClock clock;
    std::vector<std::string> notes;
    clock.start(note(clock, 1h, notes));
    clock.step_wall(-24h);
    clock.advance(59min);
    EXPECT_TRUE(notes.empty());
    clock.advance(1min);
    EXPECT_EQ(notes, std::vector<std::string>{"woke 3600"});
    EXPECT_EQ(clock.now(), SimulatedClock::epoch - 23h);
}

TEST(SimulatedClockTest, run_says_when_work_hangs) {
    SimulatedClock clock;
    std::vector<std::string> notes;
    EXPECT_THROW(clock.run(note(clock, 2h, notes), 1h), std::runtime_error);
    EXPECT_EQ(notes, std::vector<std::string>{"stopped 3600"});
    EXPECT_EQ(clock.sleepers(), 0U);
}

TEST(Spawn, cancellation_is_a_value_and_sticky) {
    SimulatedClock clock;
    std::vector<std::string> notes;
    const auto twice = [](net::Clock& c, std::vector<std::string>& into) -> Awaitable<void> {
        co_await note(c, 1h, into);
        co_await note(c, 1h, into);  // Ends immediately.
        co_await net::forget_cancellation();
        co_await note(c, 5s, into);  // A goodbye may wait again.
    };
    const net::CancelHandle stop;
    clock.start(twice(clock, notes), stop);
    clock.advance(10s);
    stop.cancel();
    clock.advance(1h);
    EXPECT_EQ(notes, (std::vector<std::string>{"stopped 10", "stopped 0", "woke 5"}));
    EXPECT_TRUE(stop.has_ended());
    stop.cancel();  // Nothing is left to stop.
}

TEST(Gather, waits_for_the_slowest) {
    SimulatedClock clock;
    std::vector<std::string> notes;
    std::vector<Awaitable<void>> work;
    for (const auto seconds : {3s, 1s, 0s, 2s}) work.push_back(note(clock, seconds, notes));
    const auto start = clock.ticks();
    clock.run(net::gather(std::move(work)));
    EXPECT_EQ(notes, (std::vector<std::string>{"woke 0", "woke 1", "woke 2", "woke 3"}));
    EXPECT_EQ(clock.ticks() - start, 3s);
    clock.run(net::gather({}));
}

TEST(Gather, passes_cancellation_to_all) {
    SimulatedClock clock;
    std::vector<std::string> notes;
    std::vector<Awaitable<void>> inner;
    for (int i = 0; i < 3; ++i) inner.push_back(note(clock, 1h, notes));
    std::vector<Awaitable<void>> outer;
    outer.push_back(net::gather(std::move(inner)));
    outer.push_back(note(clock, 5s, notes));
    const net::CancelHandle stop;
    clock.start(net::gather(std::move(outer)), stop);
    clock.advance(10s);
    stop.cancel();
    clock.settle();
    EXPECT_EQ(notes,
              (std::vector<std::string>{"woke 5", "stopped 10", "stopped 10", "stopped 10"}));
    EXPECT_TRUE(stop.has_ended());
}

TEST(Gather, of_a_cancelled_caller_ends_at_once) {
    SimulatedClock clock;
    std::vector<std::string> notes;
    const auto late = [](net::Clock& c, std::vector<std::string>& into) -> Awaitable<void> {
        co_await c.sleep_until(c.ticks() + 1h);
        std::vector<Awaitable<void>> work;
        work.push_back(note(c, 1h, into));
        co_await net::gather(std::move(work));
    };
    const net::CancelHandle stop;
    clock.start(late(clock, notes), stop);
    stop.cancel();
    clock.settle();
    EXPECT_EQ(notes, std::vector<std::string>{"stopped 0"});
    EXPECT_TRUE(stop.has_ended());
}

TEST(Gather, two_thousand_one_in_seven_cancelled) {
    SimulatedClock clock;
    std::vector<std::string> notes;
    std::vector<net::CancelHandle> stops(2000);
    for (std::size_t i = 0; i < stops.size(); ++i) {
        std::vector<Awaitable<void>> work;
        work.push_back(note(clock, std::chrono::seconds{i % 50 + 1}, notes));
        work.push_back(note(clock, 30s, notes));
        clock.start(net::gather(std::move(work)), stops[i]);
    }
    clock.advance(500ms);
    for (std::size_t i = 0; i < stops.size(); i += 7) stops[i].cancel();
    clock.advance(1min);
    EXPECT_EQ(notes.size(), 4000U);
    EXPECT_TRUE(std::ranges::all_of(stops, &net::CancelHandle::has_ended));
    EXPECT_EQ(std::ranges::count(notes, "stopped 0"), 2 * 286);
}

/// Holds a place for a while.
Awaitable<void> hold(net::Semaphore& semaphore, net::Clock& clock, int id,
                     std::vector<int>& order) {
    const net::Permit permit = co_await semaphore.acquire();
    if (!permit) co_return order.push_back(-id);
    order.push_back(id);
    co_await clock.sleep_until(clock.ticks() + 10s);
}

TEST(Semaphore, is_fifo_and_survives_cancelled_waiters) {
    SimulatedClock clock;
    net::Semaphore semaphore{2};
    std::vector<int> order;
    std::vector<net::CancelHandle> stops(6);
    for (int i = 0; i < 6; ++i)
        clock.start(hold(semaphore, clock, i, order), stops[static_cast<std::size_t>(i)]);
    EXPECT_EQ(order, (std::vector<int>{0, 1}));
    EXPECT_EQ(semaphore.waiting(), 4U);
    stops[3].cancel();
    clock.settle();
    clock.advance(10s);
    EXPECT_EQ(order, (std::vector<int>{0, 1, -3, 2, 4}));
    clock.advance(10s);
    EXPECT_EQ(order.back(), 5);
    clock.advance(10s);
    EXPECT_EQ(semaphore.in_use(), 0U);
}

TEST(Semaphore, has_a_deadline_on_any_clock) {
    SimulatedClock clock;
    net::Semaphore semaphore{1};
    auto first = semaphore.try_acquire();
    EXPECT_TRUE(first);
    EXPECT_FALSE(semaphore.try_acquire());
    const auto start = clock.ticks();
    EXPECT_FALSE(clock.run(semaphore.acquire(clock, clock.in(5s))));
    EXPECT_EQ(clock.ticks() - start, 5s);
    EXPECT_EQ(semaphore.waiting(), 0U);
    first.release();
    EXPECT_TRUE(clock.run(semaphore.acquire(clock, clock.in(5s))));
    EXPECT_EQ(clock.sleepers(), 0U);
    EXPECT_EQ(semaphore.in_use(), 0U);
}

TEST(Semaphore, resizing_lets_the_next_ones_in) {
    SimulatedClock clock;
    net::Semaphore semaphore{0};
    std::vector<int> order;
    for (int i = 0; i < 3; ++i) clock.start(hold(semaphore, clock, i, order));
    semaphore.resize(2);
    clock.settle();
    EXPECT_EQ(order, (std::vector<int>{0, 1}));
    clock.advance(1min);
}

}  // namespace
