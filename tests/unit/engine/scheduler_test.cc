// When rounds and rechecks begin: never two of a target, never without a pause, whatever clocks,
// reloads and disks do.
#include "engine/scheduler.h"

#include "observe/session/readings.h"
#include "support/held_executor.h"
#include "support/house.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mailwatchd::test {
namespace {

using namespace std::chrono_literals;
using model::Subject;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::vector<std::string> good{"good.example"}, other{"other.example"},
    both{"good.example", "other.example"};
constexpr const char* daily = "interval = \"1d\"\njitter = \"0s\"\n";

class SchedulerTest : public testing::Test {
protected:
    SchedulerTest() : house{configuration(both, daily)} {
        add_dnsbls(house.network);
        add_good_host(house.network, good_host, good_address);
        add_domain(house.network, "good.example", good_host);
        add_good_host(house.network, "mx.other.example", "198.51.100.26");
        add_domain(house.network, "other.example", "mx.other.example");
    }
    void start() {
        house.start();
        house.run_for(1h);
        house.scheduler->after_round = [this](const std::string& target) { ++rounds[target]; };
    }
    void watch(const std::vector<std::string>& targets, const std::string& more = {}) {
        house.configure(configuration(targets, daily + more));
    }
    void kill_resolver() {
        house.network.resolve_others = [](const dns::Question& question) {
            return base::failed<dns::Answer>(base::Errc::timed_out, question.text());
        };
        house.network.answers.clear();
    }
    /// A round of good.example is in progress for half a minute.
    void begin_slow_round() {
        Dialogue slow{.greeting = "220 mx.good.example ESMTP Postfix\r\n",
                      .rows = {{"EHLO", "250 mx.good.example\r\n"}, {"QUIT", "221 bye\r\n"}},
                      .greeting_delay = 20s};
        house.network.endpoint(good_address, 25) = slow.endpoint();
        recheck();
        house.run_for(5s);
        ASSERT_EQ(house.scheduler->running(), 1U);
    }
    /// Why the last run of each check gave no information.
    std::map<std::string, std::string> reasons() const {
        std::map<std::string, std::string> found;
        for (const auto& check : state().checks)
            found[check.check] = model::name(check.last_reason);
        return found;
    }
    void set_paused(bool paused) {
        auto ask = [](engine::Scheduler& scheduler, bool wanted) -> net::Awaitable<void> {
            co_await scheduler.set_paused("good.example", wanted, "moving house");
        };
        house.clock.start(ask(*house.scheduler, paused));
    }
    void recheck() { house.recheck("good.example"); }
    const model::TargetState& state() const { return *house.target("good.example")->state; }

    House house;
    std::map<std::string, int> rounds;
};

TEST_F(SchedulerTest, e9_a_recheck_while_the_resolver_is_dead_pauses_between_its_rounds) {
    start();
    kill_resolver();
    recheck();
    house.run_for(1h);
    EXPECT_LE(rounds["good.example"], 31) << "one every two minutes";
    EXPECT_GE(rounds["good.example"], 10);
}

TEST_F(SchedulerTest, e13_a_target_that_returns_during_its_round_does_not_run_twice_at_once) {
    start();
    begin_slow_round();
    for (int i = 0; i < 5; ++i) {
        watch(other);
        watch(both);
        recheck();
        EXPECT_LE(house.scheduler->running(), 1U);
    }
    house.run_for(1h);
    EXPECT_EQ(house.scheduler->running(), 0U);
    EXPECT_EQ(rounds["good.example"], 1) << "of the current one";
    house.run_for(48h);
    EXPECT_GE(rounds["good.example"], 2) << "and it continues";
}

TEST_F(SchedulerTest, a_target_that_is_removed_during_its_round_is_looked_at_no_more) {
    start();
    begin_slow_round();
    watch(other);
    house.clock.settle();
    EXPECT_EQ(house.scheduler->running(), 0U);
    const auto looks = house.connects(good_address, 25);
    house.run_for(48h);
    EXPECT_EQ(house.connects(good_address, 25), looks);
}

TEST_F(SchedulerTest, e13_no_round_begins_until_the_rules_of_the_last_reload_are_learned) {
    Disk disk;
    house.make_db = [&](store::Store& store) {
        return std::make_unique<HeldExecutor>(house.clock, store, disk);
    };
    start();
    disk.is_held = true;
    watch(both, "[checks.dnsbl]\nweight = 50\n");
    house.run_for(1s);
    watch(both, "[checks.dnsbl]\nweight = 70\n");
    recheck();
    house.run_for(10min);
    EXPECT_EQ(house.scheduler->running(), 0U);
    disk.is_held = false;
    house.run_for(1h);
    EXPECT_EQ(rounds["good.example"], 1);
    const auto delivered = house.delivered();
    EXPECT_EQ(std::ranges::count_if(
                  delivered, [](const auto& line) { return line.starts_with("rules_changed"); }),
              2)
        << "the last one is learned too";
}

TEST_F(SchedulerTest, other_targets_are_no_change_of_the_rules) {
    watch(good);
    start();
    for (const auto& targets : {both, other, good}) {
        watch(targets);
        house.run_for(1h);
    }
    house.configure(configuration(good, daily) +
                    "[[target]]\nname = \"other.example\"\n"
                    "checks.pop3.weight = 9\n");
    house.run_for(1h);
    EXPECT_THAT(house.delivered(), Not(Contains(HasSubstr("rules_changed"))));
    watch(good);
    house.restart();
    house.run_for(1h);
    EXPECT_THAT(house.delivered(), Not(Contains(HasSubstr("rules_changed"))));
}

/// A listing of a domain is an event like that of an address: confirmed, and once.
TEST_F(SchedulerTest, a_domain_that_a_list_of_domains_lists_is_an_event) {
    const std::string source =
        "[[source]]\nname = \"dbl.example\"\nkind = \"domain\"\nclass = \"serious\"\n";
    house.configure(configuration(good, daily) + source);
    house.network.address("test.dbl.example", {"127.0.1.2"});
    start();
    EXPECT_THAT(house.delivered(), IsEmpty());
    house.network.address("good.example.dbl.example", {"127.0.1.2"});
    recheck();
    house.run_for(1min);
    EXPECT_THAT(house.delivered(), IsEmpty()) << "not confirmed yet";
    house.run_for(2h);
    EXPECT_THAT(house.delivered(), Contains("domain_listed good.example clear>listed"));
    EXPECT_EQ(house.sink.all.front().priority, 3);
    EXPECT_EQ(house.sink.all.front().argument, "dbl.example");
    house.network.answers.erase({"good.example.dbl.example", dns::Type::a});
    recheck();
    house.run_for(2h);
    EXPECT_THAT(house.delivered(), Contains("domain_delisted good.example listed>clear"));
    EXPECT_EQ(house.sink.all.size(), 2U);
}

TEST_F(SchedulerTest, e13_a_reload_that_changes_no_rule_hides_no_verdict) {
    Disk disk;
    house.make_db = [&](store::Store& store) {
        return std::make_unique<HeldExecutor>(house.clock, store, disk);
    };
    start();
    house.network.endpoint(good_address, 110) = clear_pop3();
    recheck();
    house.run_for(40s);
    disk.only = "writing observations";
    disk.is_held = true;
    recheck();
    // That round's observations are being written; the confirmation of the port waits.
    house.run_for(10min);
    ASSERT_EQ(house.scheduler->running(), 1U);
    watch(both);
    disk.is_held = false;
    house.run_for(1h);
    ASSERT_THAT(house.delivered(), Contains(HasSubstr("port_opened")));
    EXPECT_THAT(verdicts_of(house.sink.all), Contains("good.example pop3"));
}

TEST_F(SchedulerTest, e13_a_target_that_returns_is_judged_from_what_the_store_has_of_it) {
    start();
    const auto before = reasons();
    watch(other);
    house.restart();  // Memory is empty.
    house.run_for(1h);
    watch(both, "[checks.dnsbl]\nweight = 70\n");
    house.clock.settle();
    ASSERT_TRUE(house.target("good.example")->judged());
    EXPECT_EQ(reasons(), before);
}

TEST_F(SchedulerTest, e2_a_change_is_delivered_when_the_sink_takes_again) {
    start();
    house.sink.refuses = true;
    house.network.endpoint(good_address, 110) = clear_pop3();
    house.run_for(3 * 24h);
    EXPECT_THAT(house.delivered(), IsEmpty());
    house.sink.refuses = false;
    house.run_for(engine::deliver_retry_max);
    ASSERT_THAT(house.delivered(),
                ElementsAre("port_opened mx.good.example[198.51.100.25]:110 closed>open"));
    EXPECT_THAT(house.sink.all.front().consequences,
                testing::Contains("good.example pop3: passed, now failed"));
}

TEST_F(SchedulerTest, e4_a_target_that_is_removed_while_its_mx_set_is_confirmed_is_nobodys) {
    start();
    house.network.mx("good.example", {{10, good_host}, {20, "mx2.good.example"}});
    house.network.answers[{"good.example", dns::Type::mx}].delay = 5s;
    add_good_host(house.network, "mx2.good.example", "198.51.100.27");
    const auto is_confirming = [&] { return !house.scheduler->rechecking().empty(); };
    ASSERT_TRUE(house.clock.run_while_waiting(is_confirming, 48h));
    watch(other);
    house.run_for(48h);
    EXPECT_THAT(house.delivered(), IsEmpty());
    EXPECT_THAT(house.scheduler->rechecking(), IsEmpty());
}

TEST_F(SchedulerTest, e12_a_pause_is_shown_when_it_is_recorded_and_survives_the_round) {
    Disk disk;
    house.make_db = [&](store::Store& store) {
        return std::make_unique<HeldExecutor>(house.clock, store, disk);
    };
    start();
    begin_slow_round();
    disk.is_held = true;
    set_paused(true);
    EXPECT_FALSE(state().paused);
    house.run_for(5min);
    disk.is_held = false;
    house.run_for(5min);
    EXPECT_TRUE(state().paused);
    EXPECT_GE(rounds["good.example"], 1);
    house.restart();
    EXPECT_TRUE(state().paused);
    EXPECT_EQ(state().paused_why, "moving house");
}

TEST_F(SchedulerTest, y2_a_start_that_is_broken_off_reads_no_more_targets) {
    Disk disk;
    house.make_db = [&](store::Store& store) {
        return std::make_unique<HeldExecutor>(house.clock, store, disk);
    };
    start();
    house.stop();
    disk.only = "reading what was observed";
    disk.is_held = true;
    disk.done.clear();
    house.start();
    disk.is_held = false;
    house.stop();
    EXPECT_LE(std::ranges::count(disk.done, disk.only), 1);
}

TEST_F(SchedulerTest, what_can_never_be_written_is_not_tried_without_a_pause) {
    Disk disk;
    house.make_db = [&](store::Store& store) {
        return std::make_unique<HeldExecutor>(house.clock, store, disk);
    };
    start();
    const auto looks = house.connects(good_address, 110);
    house.network.endpoint(good_address, 110) = clear_pop3();
    const auto is_seen = [&] { return house.connects(good_address, 110) > looks; };
    ASSERT_TRUE(house.clock.run_while_waiting(is_seen, 48h));
    house.run_for(10s);
    disk.why = base::Errc::refused;
    disk.failures = -1;
    house.run_for(10h);
    EXPECT_LE(house.connects(good_address, 110) - looks, 10 * 12 + 2) << "one in five minutes";
    disk.failures = 0;
    house.run_for(24h);
    EXPECT_THAT(house.delivered(),
                ElementsAre("port_opened mx.good.example[198.51.100.25]:110 closed>open"));
}

/// The daemon ends after the change was committed and before the verdicts that follow from it were.
TEST_F(SchedulerTest, s1_what_was_not_judged_before_the_end_is_judged_at_the_start) {
    Disk disk;
    house.make_db = [&](store::Store& store) {
        return std::make_unique<HeldExecutor>(house.clock, store, disk);
    };
    start();
    house.network.endpoint(good_address, 110) = clear_pop3();
    recheck();
    house.clock.run_while_waiting([&] { return rounds["good.example"] == 1; }, 55s);
    ASSERT_EQ(rounds["good.example"], 1);
    disk.only = "writing targets";
    disk.failures = -1;
    const auto is_open = [&] {
        return house.value(
                   Subject::endpoint(
                       {good_host, model::Address::parse(good_address).value(), model::pop3}),
                   reading::port) == "open";
    };
    ASSERT_TRUE(house.clock.run_while_waiting(is_open, 1h));
    house.run_for(1s);
    ASSERT_THAT(house.delivered(), IsEmpty());
    house.sink.refuses = true;  // A kill delivers nothing more.
    house.stop();
    house.sink.refuses = false;
    disk.failures = 0;
    const auto looks = house.connects(good_address, 110);
    house.start();
    house.run_for(1s);
    ASSERT_THAT(house.delivered(),
                ElementsAre("port_opened mx.good.example[198.51.100.25]:110 closed>open"));
    EXPECT_THAT(house.sink.all.front().consequences,
                Contains("good.example pop3: passed, now failed"));
    EXPECT_EQ(house.connects(good_address, 110), looks) << "from what was seen before";
    house.restart();
    house.run_for(1h);
    EXPECT_EQ(house.sink.all.size(), 1U) << "once";
}

class Steps : public SchedulerTest, public testing::WithParamInterface<base::Duration> {};

TEST_P(Steps, e7_a_step_of_the_wall_clock_makes_nothing_early_late_or_twice) {
    start();
    house.run_for(36h);
    rounds.clear();
    const auto due = *house.scheduler->due_of("good.example") - house.clock.now();
    house.clock.step_wall(GetParam());
    EXPECT_EQ(*house.scheduler->due_of("good.example") - house.clock.now(), due);
    house.run_for(due - 1s);
    EXPECT_EQ(rounds["good.example"], 0);
    house.run_for(1h);
    EXPECT_EQ(rounds["good.example"], 1);
    const auto recorded = state().next_due - house.clock.now();
    EXPECT_GT(recorded, 0s);
    EXPECT_LE(recorded, 30h);
    house.run_for(10 * 24h);
    EXPECT_NEAR(rounds["good.example"], 11, 1);
    EXPECT_THAT(house.delivered(), IsEmpty());
}

TEST_P(Steps, e7_what_is_recorded_of_the_due_time_moves_with_the_clock) {
    start();
    house.run_for(2h);
    house.clock.step_wall(GetParam());
    house.run_for(2h);
    const auto due = house.scheduler->due_of("good.example");
    ASSERT_TRUE(due);
    EXPECT_EQ(state().next_due, *due);
    house.restart();
    EXPECT_EQ(house.scheduler->due_of("good.example"), due);
}

TEST_P(Steps, e7_a_paused_target_is_due_as_if_the_clock_had_not_been_stepped) {
    start();
    house.run_for(36h);
    const auto due = *house.scheduler->due_of("good.example") - house.clock.now();
    set_paused(true);
    house.run_for(10min);
    EXPECT_FALSE(house.scheduler->due_of("good.example"));
    house.clock.step_wall(GetParam());
    set_paused(false);
    house.run_for(10min);
    ASSERT_TRUE(house.scheduler->due_of("good.example"));
    EXPECT_EQ(*house.scheduler->due_of("good.example") - house.clock.now(), due - 20min);
}

INSTANTIATE_TEST_SUITE_P(Table, Steps,
                         testing::Values(base::Duration{10 * 24h}, base::Duration{-10 * 24h},
                                         base::Duration{5h}));

}  // namespace
}  // namespace mailwatchd::test
