// FAILURES A2, P11 and VERDICTS.md "Being allowed to".
#include "net/pace.h"

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
    Purpose purpose = Purpose::demand;
    base::Duration length = 5s;
    base::Duration patience = 24h;
    model::Address address = mx;
};

Awaitable<void> session(World& world, Session wanted) {
    const auto deadline = world.clock.in(wanted.patience);
    auto turn = co_await world.pace.turn(wanted.address, wanted.port, wanted.purpose, deadline);
    const auto at = " " + std::to_string(world.seconds());
    if (!turn) {
        world.log.push_back(wanted.name + ' ' + std::string{base::name(turn.error().code)} + at);
        co_return;
    }
    world.log.push_back(wanted.name + at);
    world.most_open = std::max(world.most_open, ++world.now_open);
    co_await world.clock.sleep_until(world.clock.ticks() + wanted.length);
    --world.now_open;
}

struct Case {
    const char* name;
    std::vector<Session> sessions;  ///< All wanted at once, in this order.
    std::vector<std::string> log;   ///< Who began (or failed) at which second.
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
      {"d", 25, Purpose::demand}},
     {"a 0", "c 35", "d 70", "b 3600"}},
    {"no_turn_before_the_deadline_is_told_when_known",
     {{"a", 25, Purpose::scheduled}, {"b", 25, Purpose::scheduled, 5s, 10min}},
     {"b not_allowed 0", "a 0"}},
    {"deadline_passes_in_the_queue",
     {{"a", 25, Purpose::demand, 1min}, {"b", 110, Purpose::demand, 5s, 10s}},
     {"a 0", "b not_allowed 10"}},
    {"other_addresses_do_not_wait",
     {{"a"}, {"b", 25, Purpose::demand, 5s, 24h, other}},
     {"a 0", "b 0"}},
};

class PaceTable : public testing::TestWithParam<Case> {};

TEST_P(PaceTable, A2_givesTurns) {
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

INSTANTIATE_TEST_SUITE_P(Table, PaceTable, testing::ValuesIn(cases),
                         [](const auto& row) { return row.param.name; });

TEST(Pace, A2_aThousandDomainsOfOneHostAreOneSessionAtATime) {
    World world;
    for (int i = 0; i < 1000; ++i)
        world.clock.start(
            session(world, {"s" + std::to_string(i), static_cast<std::uint16_t>(i % 7)}));
    world.clock.advance(48h);
    EXPECT_EQ(world.log.size(), 1000U);
    EXPECT_EQ(world.most_open, 1);
    EXPECT_EQ(world.log.front(), "s0 0");
}

TEST(Pace, aCancelledWaiterLeavesTheQueue) {
    World world;
    const net::Stop stop;
    world.clock.start(session(world, {"a", 25}));
    world.clock.start(session(world, {"b", 110}), stop);
    world.clock.start(session(world, {"c", 143}));
    world.clock.advance(1s);
    stop.now();
    world.clock.advance(1min);
    EXPECT_EQ(world.log, (std::vector<std::string>{"a 0", "b cancelled 1", "c 7"}));
}

TEST(Pace, aCancelledSessionGivesItsTurnBack) {
    World world;
    const net::Stop stop;
    world.clock.start(session(world, {"a", 25, Purpose::demand, 1h}), stop);
    world.clock.start(session(world, {"b", 110}));
    world.clock.advance(1s);
    stop.now();
    world.clock.advance(1min);
    EXPECT_EQ(world.log, (std::vector<std::string>{"a 0", "b 3"}));
}

TEST(Pace, C1_stateSurvivesARestart) {
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

TEST(Pace, C3_aMomentInTheFutureCountsAsNow) {
    World world;
    net::PaceRecord record{.address = mx, .last_session = SimulatedClock::epoch + 24h * 365};
    world.pace.restore({record});
    world.clock.start(session(world, {"a"}));
    world.clock.advance(1min);
    EXPECT_EQ(world.log, std::vector<std::string>{"a 2"});
}

TEST(Pace, aSessionUnderWayIsInTheSnapshot) {
    World world;
    world.clock.start(session(world, {"a", 25, Purpose::demand, 1h}));
    world.clock.advance(10s);
    EXPECT_EQ(world.pace.snapshot(mx)->last_session, world.clock.now());
    EXPECT_FALSE(world.pace.snapshot(other));
    world.clock.advance(2h);
}

TEST(Pace, whatNobodyNeedsIsForgotten) {
    World world;
    for (int i = 0; i < 10'000; ++i) {
        Session wanted{"s"};
        wanted.address = model::Address::v4(
            {198, 18, static_cast<std::uint8_t>(i / 256), static_cast<std::uint8_t>(i % 256)});
        world.clock.start(session(world, wanted));
        world.clock.advance(5s);
    }
    EXPECT_LT(world.pace.snapshot().size(), 5000U);
}

}  // namespace
