// Targets that come, go and are paused (failures F4, F5), and domains that vanish.
#include "model/reputation.h"
#include "observe/reputation/reputation.h"
#include "observe/session/readings.h"
#include "observe/topology/changes.h"
#include "support/house.h"
#include "watch/own_changes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mailwatchd::test {
namespace {

using namespace std::chrono_literals;
using model::Subject;
using testing::ElementsAre;
using testing::IsEmpty;

const std::vector<std::string> both{"good.example", "other.example"}, other{"other.example"};

Subject pop3() {
    return Subject::endpoint({good_host, model::Address::parse(good_address).value(), model::pop3});
}

class ComeAndGo : public testing::Test {
protected:
    ComeAndGo() : house{configuration(both)} {
        add_dnsbls(house.network);
        add_good_host(house.network, good_host, good_address);
        add_domain(house.network, "good.example", good_host);
        add_good_host(house.network, "mx.other.example", "198.51.100.26");
        add_domain(house.network, "other.example", "mx.other.example");
        house.start();
        house.run_for(1h);
    }
    void watch(const std::vector<std::string>& targets) { house.configure(configuration(targets)); }
    void next_round() { house.run_for(default_interval + 24h); }

    House house;
};

TEST_F(ComeAndGo, f5_a_return_within_a_month_is_no_new_target) {
    const auto looks = house.connects(good_address, 25);
    const auto due = house.target("good.example")->state->next_due;
    watch(other);
    EXPECT_EQ(house.target("good.example"), nullptr);
    house.run_for(2h);
    watch(both);
    ASSERT_NE(house.target("good.example"), nullptr);
    EXPECT_TRUE(house.target("good.example")->judged()) << "its reports still exist";
    // As after a restart: at the recorded time, but never more than one default_interval away (C3).
    EXPECT_EQ(house.target("good.example")->state->next_due,
              std::min(due, house.clock.now() + default_interval));
    house.run_for(1h);
    EXPECT_EQ(house.connects(good_address, 25), looks);
    EXPECT_THAT(house.delivered(), IsEmpty());
}

TEST_F(ComeAndGo, f5_what_changed_meanwhile_is_told_at_the_return) {
    watch(other);
    house.network.endpoint(good_address, 110) = clear_pop3();
    house.run_for(20 * 24h);
    EXPECT_THAT(house.delivered(), IsEmpty());
    house.restart();
    watch(both);
    house.run_for(1h);
    EXPECT_THAT(house.delivered(),
                ElementsAre("port_opened mx.good.example[198.51.100.25]:110 closed>open"));
}

TEST_F(ComeAndGo, f5_after_a_month_it_is_forgotten_and_begins_silently) {
    watch(other);
    house.network.endpoint(good_address, 110) = clear_pop3();
    house.run_for(32 * 24h);
    EXPECT_EQ(house.value(pop3(), reading::port), "");
    watch(both);
    EXPECT_FALSE(house.target("good.example")->judged());
    house.run_for(1h);
    EXPECT_EQ(house.value(pop3(), reading::port), "open");
    EXPECT_THAT(house.delivered(), IsEmpty());
    house.restart();
    EXPECT_EQ(house.value(pop3(), reading::port), "open");
}

/// The clock's battery is dead: the first start in years, as it seems.
TEST_F(ComeAndGo, c9_a_start_years_ahead_deletes_nothing) {
    house.network.endpoint(good_address, 110) = clear_pop3();
    next_round();
    ASSERT_EQ(house.stored().size(), 1U);
    watch(other);
    house.run_for(1h);
    house.stop();
    house.clock.step_wall(3 * 365 * 24h);
    house.start();
    house.run_for(5 * 24h);
    EXPECT_EQ(house.scheduler->pruning(), watch::Pruning::too_long);
    EXPECT_EQ(house.stored().size(), 1U) << "history";
    EXPECT_EQ(house.value(pop3(), reading::port), "open") << "of a removed target";
    house.clock.step_wall(-3 * 365 * 24h);
    house.run_for(24h);
    EXPECT_EQ(house.scheduler->pruning(), watch::Pruning::was_stepped);
    house.clock.set_kept(true);
    EXPECT_EQ(house.scheduler->pruning(), watch::Pruning::allowed);
}

TEST_F(ComeAndGo, f5_a_removal_while_it_did_not_run_counts_from_the_start) {
    watch(other);
    house.restart();
    house.run_for(29 * 24h);
    EXPECT_EQ(house.value(pop3(), reading::port), "closed");
    house.run_for(3 * 24h);
    EXPECT_EQ(house.value(pop3(), reading::port), "");
    EXPECT_EQ(house.value(
                  Subject::endpoint({"mx.other.example",
                                     model::Address::parse("198.51.100.26").value(), model::pop3}),
                  reading::port),
              "closed")
        << "monitored subjects stay";
}

TEST_F(ComeAndGo, a_paused_target_is_left_alone_across_a_restart) {
    house.clock.run(house.scheduler->set_paused("good.example", true, "moving house"));
    const auto looks = house.connects(good_address, 25);
    house.network.endpoint(good_address, 110) = clear_pop3();
    next_round();
    house.restart();
    next_round();
    EXPECT_EQ(house.connects(good_address, 25), looks);
    EXPECT_EQ(house.target("good.example")->state->paused_why, "moving house");
    house.clock.run(house.scheduler->set_paused("good.example", false, ""));
    house.run_for(1h);
    EXPECT_GT(house.connects(good_address, 25), looks);
    EXPECT_THAT(house.delivered(),
                ElementsAre("port_opened mx.good.example[198.51.100.25]:110 closed>open"));
}

TEST_F(ComeAndGo, a_recheck_looks_anew_however_fresh_all_is) {
    const auto looks = house.connects(good_address, 25);
    house.scheduler->recheck("good.example");
    house.run_for(10min);
    EXPECT_EQ(house.connects(good_address, 25), looks + 1);
    house.scheduler->recheck("none.example");
    house.run_for(10min);
    EXPECT_THAT(house.delivered(), IsEmpty());
}

TEST_F(ComeAndGo, a_domain_that_vanishes_is_told_once) {
    house.network.answers.erase({"good.example", dns::Type::mx});
    house.run_for(3 * default_interval);
    ASSERT_EQ(house.sink.all.size(), 1U);
    EXPECT_EQ(house.sink.all[0].kind, &change::target_gone);
    EXPECT_EQ(house.sink.all[0].subject.shown(), "good.example");
    EXPECT_EQ(house.sink.all[0].priority, 4);
    add_domain(house.network, "good.example", good_host);
    house.run_for(3 * default_interval);
    ASSERT_GE(house.sink.all.size(), 2U);
    EXPECT_EQ(house.sink.all[1].kind, &change::mx_changed);
}

/// A target below it rests on its organisational domain.
TEST(Forgetting, keeps_the_organisational_domain_of_a_target_while_it_is_there) {
    const auto watching = [](const std::string& target) {
        return configuration({target}) + "[[source]]\nname = \"dbl.example\"\nkind = \"domain\"\n";
    };
    House house{watching("lists.good.example")};
    add_good_host(house.network, good_host, good_address);
    add_domain(house.network, "lists.good.example", good_host);
    add_domain(house.network, "other.example", good_host);
    house.network.address("test.dbl.example", {"127.0.1.2"});
    house.start();
    house.run_for(1h);
    const auto& known = house.observer->use<observe::Reputations>().domains();
    const auto taken = known.latest("good.example");
    ASSERT_NE(taken, nullptr);
    house.run_for(24h);
    EXPECT_EQ(known.latest("good.example"), taken) << "judges want it before the next round";
    house.configure(watching("other.example"));
    house.run_for(24h);
    EXPECT_EQ(known.latest("good.example"), nullptr);
    EXPECT_NE(known.latest("other.example"), nullptr);
}

}  // namespace
}  // namespace mailwatchd::test
