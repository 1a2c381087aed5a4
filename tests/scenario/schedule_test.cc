// The schedule across reboots and many targets (promise 5).
#include "support/house.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mailwatchd::test {
namespace {

using namespace std::chrono_literals;

TEST(Schedule, c1_a_year_with_weekly_reboots_is_29_runs) {
    House house{configuration({"good.example"})};
    add_dnsbls(house.network);
    add_good_host(house.network, "mx.good.example", "198.51.100.25");
    add_domain(house.network, "good.example", "mx.good.example");
    house.start();
    for (int week = 0; week < 52; ++week) {
        house.run_for(7 * 24h);
        house.restart();
    }
    house.run_for(24h);
    EXPECT_THAT(house.delivered(), testing::IsEmpty());
    const int runs = house.connects("198.51.100.25", 25);
    EXPECT_GE(runs, 28);
    EXPECT_LE(runs, 30);
}

TEST(Schedule, three_hundred_domains_on_one_host_are_one_session_and_one_entry) {
    std::vector<std::string> domains;
    for (int i = 100; i < 400; ++i) domains.push_back("d" + std::to_string(i) + ".shared.example");
    House house{configuration(domains)};
    add_dnsbls(house.network);
    add_good_host(house.network, "mx.shared.example", "198.51.100.25");
    for (const auto& domain : domains) add_domain(house.network, domain, "mx.shared.example");
    house.start();
    house.run_for(1h);
    EXPECT_EQ(house.connects("198.51.100.25", 25), 1);
    EXPECT_EQ(house.network.open_connections_most, 1);

    house.network.endpoint("198.51.100.25", 110) = clear_pop3();
    house.run_for(18 * 24h);
    ASSERT_EQ(house.delivered().size(), 1U);
    const auto& entry = house.sink.all.front();
    EXPECT_EQ(entry.targets.size(), 10U);
    EXPECT_EQ(entry.targets_total, 300U);
    EXPECT_EQ(entry.consequences.size(), model::named_consequences_max);
    EXPECT_EQ(entry.consequences_total, 600U) << "two verdicts each";
    EXPECT_EQ(entry.targets.front(), "d100.shared.example");
    EXPECT_LE(house.connects("198.51.100.25", 25), 3);
}

}  // namespace
}  // namespace mailwatchd::test
