#include "net/single_flight.h"

#include "net/spawn.h"
#include "support/simulated_clock.h"

#include <gtest/gtest.h>

#include <algorithm>

using namespace mailwatchd;
using namespace std::chrono_literals;
using base::Errc;
using net::Awaitable;
using test::SimulatedClock;
using Fetched = base::Result<std::shared_ptr<const std::string>>;

namespace {

struct World {
    SimulatedClock clock;
    net::SingleFlight<std::string> shared{clock};
    int flights = 0, landed = 0, stopped = 0;
};

/// Work that takes ten seconds, or until its deadline.
Awaitable<Fetched> fetch(World& world, std::string text, base::Deadline deadline) {
    ++world.flights;
    const auto due = world.clock.ticks() + 10s;
    const auto until = std::min(due, deadline.at);
    co_await world.clock.sleep_until(until);
    if (world.clock.ticks() < until) {
        ++world.stopped;
        co_return base::Failure{Errc::cancelled, "fetch"};
    }
    if (until < due) co_return base::Failure{Errc::timed_out, "fetch"};
    ++world.landed;
    co_return std::make_shared<const std::string>(std::move(text));
}

struct Seen {
    std::vector<std::string> texts;
    std::vector<Errc> failures;
};

Awaitable<void> want(World& world, std::string key, net::FlightTerms wanted,
                     base::Duration patience, Seen& seen) {
    const auto deadline = world.clock.in(patience);
    net::SingleFlight<std::string>::Start start = [&world, key, deadline] {
        return fetch(world, key, deadline);
    };
    const auto value = co_await world.shared.join(key, wanted, deadline, std::move(start));
    if (value) {
        seen.texts.push_back(**value);
    } else {
        seen.failures.push_back(value.error().code);
    }
}

TEST(SingleFlight, one_flight_for_all_who_ask_meanwhile) {
    World world;
    Seen seen;
    for (int i = 0; i < 5; ++i) {
        world.clock.start(want(world, "a", {}, 1min, seen));
        world.clock.advance(1s);
    }
    world.clock.start(want(world, "b", {}, 1min, seen));
    EXPECT_EQ(world.shared.under_way(), 2U);
    world.clock.advance(1min);
    EXPECT_EQ(world.flights, 2);
    EXPECT_EQ(seen.texts.size(), 6U);
    EXPECT_EQ(world.shared.under_way(), 0U);
    EXPECT_EQ(world.clock.sleepers(), 0U);
    world.clock.start(want(world, "a", {}, 1min, seen));
    world.clock.advance(1min);
    EXPECT_EQ(world.flights, 3);
}

TEST(SingleFlight, a_cancelled_starter_does_not_take_the_flight_down) {
    World world;
    Seen starter;
    Seen joiner;
    const net::CancelHandle stop;
    world.clock.start(want(world, "a", {}, 1min, starter), stop);
    world.clock.start(want(world, "a", {}, 1min, joiner));
    stop.cancel();
    world.clock.advance(20s);
    EXPECT_EQ(starter.failures, std::vector<Errc>{Errc::cancelled});
    EXPECT_EQ(joiner.texts, std::vector<std::string>{"a"});
}

TEST(SingleFlight, the_last_to_leave_cancels_the_flight) {
    World world;
    Seen seen;
    const net::CancelHandle first;
    const net::CancelHandle second;
    world.clock.start(want(world, "a", {}, 1min, seen), first);
    world.clock.start(want(world, "a", {}, 1min, seen), second);
    first.cancel();
    world.clock.settle();
    EXPECT_EQ(world.stopped, 0);
    second.cancel();
    world.clock.settle();
    EXPECT_EQ(world.stopped, 1);
    EXPECT_EQ(world.shared.under_way(), 0U);
    EXPECT_EQ(world.clock.sleepers(), 0U);
}

TEST(SingleFlight, not_before_and_patience_decide_what_serves) {
    World world;
    Seen seen;
    world.clock.start(want(world, "a", {}, 30s, seen));
    world.clock.advance(1s);
    const auto now = world.clock.ticks();
    world.clock.start(want(world, "a", {.not_before = now}, 30s, seen));  // A second flight.
    world.clock.start(want(world, "a", {.not_before = now}, 30s, seen));  // Joins the second.
    world.clock.start(want(world, "a", {.patience = 40s}, 60s, seen));    // A third.
    world.clock.start(want(world, "a", {.patience = 40s}, 60s, seen));    // Joins the third.
    world.clock.advance(1min);
    EXPECT_EQ(world.flights, 3);
    EXPECT_EQ(seen.texts.size(), 5U);
}

TEST(SingleFlight, a_joiner_keeps_its_own_deadline) {
    World world;
    Seen patient;
    Seen hasty;
    world.clock.start(want(world, "a", {}, 1min, patient));
    world.clock.start(want(world, "a", {}, 3s, hasty));
    world.clock.advance(3s);
    EXPECT_EQ(hasty.failures, std::vector<Errc>{Errc::timed_out});
    world.clock.advance(1min);
    EXPECT_EQ(patient.texts.size(), 1U);
    EXPECT_EQ(world.flights, 1);
}

TEST(SingleFlight, a_starters_short_patience_does_not_fail_the_others) {
    World world;
    Seen hasty;
    Seen patient;
    world.clock.start(want(world, "a", {}, 3s, hasty));
    world.clock.start(want(world, "a", {}, 1min, patient));
    world.clock.start(want(world, "a", {}, 1min, patient));
    world.clock.advance(1min);
    EXPECT_EQ(hasty.failures, std::vector<Errc>{Errc::timed_out});
    EXPECT_EQ(patient.texts.size(), 2U);
    EXPECT_EQ(world.flights, 2);
}

TEST(SingleFlight, three_thousand_waiters_on_ten_keys_a_third_cancelled) {
    World world;
    Seen seen;
    std::vector<net::CancelHandle> stops(3000);
    for (std::size_t i = 0; i < stops.size(); ++i)
        world.clock.start(want(world, std::to_string(i % 10), {}, 1min, seen), stops[i]);
    world.clock.advance(1s);
    for (std::size_t i = 0; i < stops.size(); i += 3) stops[i].cancel();
    world.clock.advance(1min);
    EXPECT_EQ(world.flights, 10);
    EXPECT_EQ(seen.texts.size(), 2000U);
    EXPECT_EQ(seen.failures.size(), 1000U);
    EXPECT_TRUE(std::ranges::all_of(stops, &net::CancelHandle::has_ended));
}

TEST(SingleFlight, a_start_that_does_not_suspend_needs_no_time) {
    World world;
    const auto at_once = []() -> Awaitable<Fetched> {
        co_return std::make_shared<const std::string>("x");
    };
    const auto value = world.clock.run(world.shared.join(
        "k", {}, world.clock.in(1s), net::SingleFlight<std::string>::Start{at_once}));
    EXPECT_EQ(**value, "x");
    EXPECT_EQ(world.shared.under_way(), 0U);
}

}  // namespace
