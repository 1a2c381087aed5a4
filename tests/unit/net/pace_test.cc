// Failures A2, P11; docs/verdicts.md, Active tests.
#include "net/pace.h"

#include "model/world.h"
#include "net/spawn.h"
#include "support/simulated_clock.h"

#include <gtest/gtest.h>

#include <algorithm>

using namespace mailwatchd;
using namespace std::chrono_literals;
using base::Errc;
using net::Awaitable;
using net::Purpose;
using test::SimulatedClock;

namespace {

const auto mx = model::Address::parse("192.0.2.25").value();
const auto other = model::Address::parse("192.0.2.26").value();

struct World {
    SimulatedClock clock;
    net::Pace pace{clock, {}};
    base::Ticks start = clock.ticks();
    std::vector<std::string> log;
    int now_open = 0, most_open = 0;

    std::int64_t seconds() const { return (clock.ticks() - start) / 1s; }
};

struct Session {
    std::string name;
    std::uint16_t port = 25;
    Purpose purpose = Purpose::requested;
    base::Duration length = 5s;
    base::Duration patience = 24h;
    model::Address address = mx;
};

Awaitable<void> session(World& world, Session wanted) {
    const auto deadline = world.clock.in(wanted.patience);
    auto lease = co_await world.pace.lease(wanted.address, wanted.port, wanted.purpose, deadline);
    const auto at = " " + std::to_string(world.seconds());
    if (!lease) {
        world.log.push_back(wanted.name + ' ' + std::string{base::name(lease.error().code)} + at);
        co_return;
    }
    world.log.push_back(wanted.name + at);
    world.most_open = std::max(world.most_open, ++world.now_open);
    co_await world.clock.sleep_until(world.clock.ticks() + wanted.length);
    --world.now_open;
}

struct Case {
    const char* name;
    std::vector<Session> sessions;  ///< All requested at once, in this order.
    std::vector<std::string> log;   ///< Who began (or failed) in which second.
};

const Case cases[] = {
    {"free", {{"a"}}, {"a 0"}},
    {"one_at_a_time_then_the_gap", {{"a", 25}, {"b", 110}, {"c", 143}}, {"a 0", "b 7", "c 14"}},
    {"same_port_after_30_s", {{"a", 25}, {"b", 25}}, {"a 0", "b 35"}},
    {"another_port_may_pass_meanwhile", {{"a", 25}, {"b", 25}, {"c", 110}}, {"a 0", "c 7", "b 35"}},
    {"first_come_first_served",
     {{"a", 25}, {"b", 110}, {"c", 143}, {"d", 993}},
     {"a 0", "b 7", "c 14", "d 21"}},
    {"scheduled_once_an_hour",
     {{"a", 25, Purpose::scheduled}, {"b", 25, Purpose::scheduled}},
     {"a 0", "b 3600"}},
    {"confirming_need_not_wait_for_the_hour",
     {{"a", 25, Purpose::scheduled},
      {"b", 25, Purpose::scheduled},
      {"c", 25, Purpose::confirming},
      {"d", 25, Purpose::requested}},
     {"a 0", "c 35", "d 70", "b 3600"}},
    {"no_turn_before_the_deadline_is_told_when_known",
     {{"a", 25, Purpose::scheduled}, {"b", 25, Purpose::scheduled, 5s, 10min}},
     {"b not_allowed 0", "a 0"}},
    {"deadline_passes_in_the_queue",
     {{"a", 25, Purpose::requested, 1min}, {"b", 110, Purpose::requested, 5s, 10s}},
     {"a 0", "b not_allowed 10"}},
    {"other_addresses_do_not_wait",
     {{"a"}, {"b", 25, Purpose::requested, 5s, 24h, other}},
     {"a 0", "b 0"}},
};

class PaceRows : public testing::TestWithParam<Case> {};

TEST_P(PaceRows, a2_gives_turns) {
    World world;
    for (const auto& wanted : GetParam().sessions) world.clock.start(session(world, wanted));
    world.clock.advance(24h);
    auto expected = GetParam().log;
    std::ranges::sort(world.log);
    std::ranges::sort(expected);
    EXPECT_EQ(world.log, expected);
    EXPECT_EQ(world.clock.sleepers(), 0U);
    EXPECT_EQ(world.pace.waiting(), 0U);
}

INSTANTIATE_TEST_SUITE_P(Table, PaceRows, testing::ValuesIn(cases),
                         [](const auto& row) { return row.param.name; });

TEST(Pace, a2_a_thousand_domains_of_one_host_are_one_session_at_a_time) {
    World world;
    for (int i = 0; i < 1000; ++i)
        world.clock.start(
            session(world, {"s" + std::to_string(i), static_cast<std::uint16_t>(i % 7)}));
    world.clock.advance(48h);
    EXPECT_EQ(world.log.size(), 1000U);
    EXPECT_EQ(world.most_open, 1);
    EXPECT_EQ(world.log.front(), "s0 0");
}

TEST(Pace, a_cancelled_waiter_leaves_the_queue) {
    World world;
    const net::CancelHandle stop;
    world.clock.start(session(world, {"a", 25}));
    world.clock.start(session(world, {"b", 110}), stop);
    world.clock.start(session(world, {"c", 143}));
    world.clock.advance(1s);
    stop.cancel();
    world.clock.advance(1min);
    EXPECT_EQ(world.log, (std::vector<std::string>{"a 0", "b cancelled 1", "c 7"}));
}

TEST(Pace, a_cancelled_session_gives_its_turn_back) {
    World world;
    const net::CancelHandle stop;
    world.clock.start(session(world, {"a", 25, Purpose::requested, 1h}), stop);
    world.clock.start(session(world, {"b", 110}));
    world.clock.advance(1s);
    stop.cancel();
    world.clock.advance(1min);
    EXPECT_EQ(world.log, (std::vector<std::string>{"a 0", "b 3"}));
}

TEST(Pace, c1_state_survives_a_restart) {
    World world;
    world.clock.start(session(world, {"a", 25, Purpose::scheduled}));
    world.clock.advance(10s);
    world.pace.block(mx, world.clock.now() + 24h * 7);
    world.pace.remember_patience(mx, 60s);
    const auto records = world.pace.snapshot();
    ASSERT_EQ(records.size(), 1U);
    EXPECT_EQ(records[0].last_session, SimulatedClock::epoch + 5s);
    ASSERT_EQ(records[0].ports.size(), 1U);
    EXPECT_EQ(records[0].ports[0].last_scheduled, SimulatedClock::epoch);

    World later{.clock = SimulatedClock{SimulatedClock::epoch + 20s}};
    later.pace.restore(records);
    EXPECT_EQ(later.pace.patience(mx), 60s);
    EXPECT_EQ(later.pace.blocked_until(mx), records[0].blocked_until);
    EXPECT_FALSE(later.pace.blocked_until(other));
    later.clock.start(session(later, {"scheduled", 25, Purpose::scheduled}));
    later.clock.start(session(later, {"demand", 25}));
    later.clock.advance(2h);
    EXPECT_EQ(later.log, (std::vector<std::string>{"demand 15", "scheduled 3580"}));
    later.clock.advance(24h * 7);
    EXPECT_FALSE(later.pace.blocked_until(mx));
}

TEST(Pace, c3_a_moment_in_the_future_counts_as_now) {
    World world;
    net::PaceRecord record{.address = mx, .last_session = SimulatedClock::epoch + 24h * 365};
    world.pace.restore({record});
    world.clock.start(session(world, {"a"}));
    world.clock.advance(1min);
    EXPECT_EQ(world.log, std::vector<std::string>{"a 2"});
}

TEST(Pace, c3_a_scheduled_session_in_the_future_counts_as_now) {
    World world;
    const auto ahead = SimulatedClock::epoch + 24h * 365;
    net::PaceRecord record{.address = mx, .ports = {{25, ahead, ahead}}};
    world.pace.restore({record});
    world.clock.start(session(world, {"scheduled", 25, Purpose::scheduled}));
    world.clock.start(session(world, {"demand", 25}));
    world.clock.advance(2h);
    EXPECT_EQ(world.log, (std::vector<std::string>{"demand 30", "scheduled 3600"}));
}

TEST(Pace, c1_a_gap_of_weeks_survives_a_restart) {
    World world;
    world.pace.set_rules({.scheduled_gap = 24h * 21});
    net::PaceRecord record{.address = mx};
    record.ports = {{25, std::nullopt, SimulatedClock::epoch - 24h * 20}};
    world.pace.restore({record});
    world.clock.start(session(world, {"a", 25, Purpose::scheduled, 5s, 24h * 30}));
    world.clock.advance(24h * 30);
    EXPECT_EQ(world.log, std::vector<std::string>{"a 86400"});
}

TEST(Pace, c3_a_moment_before_all_time_is_long_ago) {
    World world;
    net::PaceRecord record{.address = mx, .last_session = base::Instant::min()};
    record.ports = {{25, base::Instant::min(), base::Instant::min()}};
    world.pace.restore({record});
    world.clock.start(session(world, {"a", 25, Purpose::scheduled}));
    world.clock.advance(1min);
    EXPECT_EQ(world.log, std::vector<std::string>{"a 0"});
}

TEST(Pace, c3_a_block_is_never_longer_than_the_longest) {
    for (const auto until : {SimulatedClock::epoch + 24h * 365, base::Instant::max()}) {
        World world;
        world.pace.restore({net::PaceRecord{.address = mx, .blocked_until = until}});
        EXPECT_EQ(world.pace.blocked_until(mx), SimulatedClock::epoch + 24h * 7);
        world.clock.advance(24h * 7);
        EXPECT_FALSE(world.pace.blocked_until(mx));
    }
}

TEST(Pace, c3_a_block_that_has_passed_is_none) {
    for (const auto until : {SimulatedClock::epoch - 1s, base::Instant::min()}) {
        World world;
        world.pace.restore({net::PaceRecord{.address = mx, .blocked_until = until}});
        EXPECT_FALSE(world.pace.blocked_until(mx));
    }
}

TEST(Pace, c3_a_restored_patience_is_within_its_bounds) {
    World world;
    world.pace.restore({net::PaceRecord{.address = mx, .patience = 24h},
                        net::PaceRecord{.address = other, .patience = -1s}});
    EXPECT_EQ(world.pace.patience(mx), model::greeting_patience_max);
    EXPECT_EQ(world.pace.patience(other), 0s);
}

TEST(Pace, c3_a_wall_step_neither_ends_a_block_nor_extends_it) {
    for (const base::Duration step : {base::Duration{24h * 10}, base::Duration{-24h * 10}}) {
        World world;
        world.pace.block(mx, world.clock.now() + 24h * 7);
        world.clock.step_wall(step);
        EXPECT_EQ(world.pace.blocked_until(mx), world.clock.now() + 24h * 7);
        world.clock.advance(24h * 7 - 1s);
        EXPECT_EQ(world.pace.blocked_until(mx), world.clock.now() + 1s);
        EXPECT_EQ(world.pace.snapshot(mx)->blocked_until, world.clock.now() + 1s);
        world.clock.advance(1s);
        EXPECT_FALSE(world.pace.blocked_until(mx));
    }
}

TEST(Pace, a_session_under_way_is_in_the_snapshot) {
    World world;
    world.clock.start(session(world, {"a", 25, Purpose::requested, 1h}));
    world.clock.advance(10s);
    EXPECT_EQ(world.pace.snapshot(mx)->last_session, world.clock.now());
    EXPECT_FALSE(world.pace.snapshot(other));
    world.clock.advance(2h);
}

/// One session with each of `count` addresses, one after the other.
void visit_many(World& world, int count, base::Duration patience = {}) {
    for (int i = 0; i < count; ++i) {
        Session wanted{"s"};
        wanted.address = model::Address::v4(
            {198, 18, static_cast<std::uint8_t>(i / 256), static_cast<std::uint8_t>(i % 256)});
        world.clock.start(session(world, wanted));
        world.clock.advance(5s);
        if (patience.count() > 0) world.pace.remember_patience(wanted.address, patience);
    }
}

TEST(Pace, what_nobody_needs_is_forgotten) {
    World world;
    visit_many(world, 10'000);
    // Those of the last hour and those about to be removed.
    EXPECT_LT(world.pace.snapshot().size(), 1000U);
}

TEST(Pace, what_was_in_use_once_is_forgotten_too) {
    World world;
    std::vector<net::PaceRecord> many;
    for (int i = 0; i < 20'000; ++i)
        many.push_back({.address = model::Address::v4({10, 1, static_cast<std::uint8_t>(i / 256),
                                                       static_cast<std::uint8_t>(i % 256)}),
                        .blocked_until = SimulatedClock::epoch + 24h});
    world.pace.restore(many);
    visit_many(world, 10);
    EXPECT_EQ(world.pace.snapshot().size(), many.size() + 10);
    world.clock.advance(25h);
    visit_many(world, 1);
    EXPECT_EQ(world.pace.snapshot().size(), 1U);
}

TEST(Pace, a_patience_that_nobody_has_used_for_long_is_forgotten) {
    World world;
    visit_many(world, 100, 60s);
    world.clock.advance(24h * 30);
    visit_many(world, 1);
    EXPECT_EQ(world.pace.snapshot().size(), 100U);
    world.clock.advance(24h * 40);
    visit_many(world, 1);
    EXPECT_EQ(world.pace.snapshot().size(), 1U);
}

}  // namespace
