// Ten minutes during which our own side is cut off, at the default interval (promise 3): nobody is
// accused, one entry says that it began and one that it ended, and a real change that happened
// meanwhile is reported afterwards.
#include "scenario/outages.h"

#include "observe/session/readings.h"
#include "support/house.h"
#include "watch/flapping.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <tuple>
#include <vector>

namespace mailwatchd::test {
namespace {

using namespace std::chrono_literals;
using cut_off::lie;
using cut_off::meet;
using cut_off::NetworkBefore;
using cut_off::Outage;
using cut_off::outages;
using cut_off::resolve_with;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

using Mode = ScriptedEndpoint::Mode;

const std::string unhealthy = "prober_unhealthy prober healthy>unhealthy";
const std::string healthy = "prober_healthy prober unhealthy>healthy";

std::string domain(std::size_t n) { return "d" + std::to_string(n) + ".example"; }
std::string mx_host(std::size_t n) { return "mx." + domain(n); }
/// Every domain is in a network of its own.
std::string mx_address(std::size_t n) { return "2001:db8:" + std::to_string(n) + "::25"; }

/// Within it, every target is audited.
constexpr auto an_audit_of_all = default_interval * 5 / 4;
/// Outages as far apart are no flapping of the prober (watch/flapping.h).
constexpr std::chrono::seconds flap_window{watch::flap_window};

const std::string control_host = "mx.control.example";
const std::string control_address = "2001:db8:ffff::25";

/// Alone, a target needs somebody else to compare it with.
std::string watching(std::size_t targets) {
    std::vector<std::string> names;
    for (std::size_t n = 1; n <= targets; ++n) names.push_back(domain(n));
    auto text = configuration(names);
    const std::string allowed = "allow_addresses = [";
    text.replace(text.find(allowed), allowed.size(), allowed + "\"2001:db8::/32\", ");
    const std::string probe = "[probe]\n";
    if (targets == 1)
        text.replace(text.find(probe), probe.size(),
                     probe + "controls = [\"" + control_host + "\"]\n");
    return text;
}

struct Outside {
    explicit Outside(std::size_t count) : targets{count}, house{watching(targets)} {
        house.network.own_v6 = model::Address::parse("2001:db8:1000::9");
        add_dnsbls(house.network);
        for (std::size_t n = 1; n <= targets; ++n) {
            add_good_host(house.network, mx_host(n), mx_address(n));
            add_domain(house.network, domain(n), mx_host(n));
        }
        add_good_host(house.network, control_host, control_address);
        house.start();
        house.run_for(24h);
    }

    /// Some targets are audited meanwhile, and one host really changes, another one each time.
    void suffer(const Outage& outage, base::Duration afterwards) {
        NetworkBefore before{house.network};
        ++outages_seen;
        outage.begin(house.network);
        for (std::size_t n = 1; n <= std::min<std::size_t>(targets, 5); ++n)
            house.recheck(domain(n));
        house.run_for(7min);
        EXPECT_THAT(house.observer->prober().cause(), HasSubstr(outage.cause));
        before.endpoints[{model::Address::parse(mx_address(outages_seen)).value(), 110}] =
            clear_pop3();
        house.run_for(3min);
        before.mend();
        house.run_for(3h);
        EXPECT_TRUE(house.observer->prober().healthy()) << house.observer->prober().cause();
        house.run_for(afterwards);
    }
    std::string real_change() const {
        return "port_opened " + mx_host(outages_seen) + '[' + mx_address(outages_seen) +
               "]:110 closed>open";
    }

    std::size_t targets;
    House house;
    std::size_t outages_seen = 0;
};

class Outages : public testing::TestWithParam<std::tuple<std::size_t, Outage>> {};

TEST_P(Outages, of_ten_minutes_accuse_nobody) {
    const auto& [targets, outage] = GetParam();
    if (outage.needs_others && targets == 1) return;
    Outside outside{targets};
    EXPECT_THAT(outside.house.delivered(), testing::IsEmpty());
    outside.suffer(outage, an_audit_of_all);
    EXPECT_THAT(outside.house.delivered(),
                UnorderedElementsAre(unhealthy, healthy, outside.real_change()));
}

INSTANTIATE_TEST_SUITE_P(Table, Outages,
                         testing::Combine(testing::Values(1U, 3U, 30U), testing::ValuesIn(outages)),
                         [](const auto& row) {
                             return std::string{std::get<1>(row.param).name} + "_with_" +
                                    std::to_string(std::get<0>(row.param)) + "_targets";
                         });

TEST(Outages, of_a_thousand_targets_accuse_nobody) {
    Outside outside{1000};
    EXPECT_THAT(outside.house.delivered(), testing::IsEmpty());
    std::vector<std::string> expected;
    for (const auto& outage : outages) {
        SCOPED_TRACE(outage.name);
        outside.suffer(outage, flap_window);
        expected.insert(expected.end(), {unhealthy, healthy, outside.real_change()});
    }
    outside.house.run_for(an_audit_of_all);
    EXPECT_THAT(outside.house.delivered(), testing::UnorderedElementsAreArray(expected));
}

/// A single target has few sessions that meet the problem. The prober is checked once one does, and
/// again a minute later.
void expect_prompt_entry(House& house) {
    const auto is_suspected = [&] { return !house.observer->prober().healthy(); };
    ASSERT_TRUE(house.run_until(is_suspected, 10min));
    const auto suspected_at = house.clock.ticks();
    ASSERT_TRUE(house.run_until([&] { return !house.sink.all.empty(); }, 1h));
    EXPECT_THAT(house.delivered(), testing::ElementsAre(unhealthy));
    EXPECT_LE(house.clock.ticks() - suspected_at, 75s);
}

/// The audit goes on: two of its ports are silent.
TEST(Outages, met_by_the_audit_of_the_only_target_are_reported_promptly) {
    Outside outside{1};
    meet(outside.house.network, Mode::refused, 25);
    for (const std::uint16_t port : std::array<std::uint16_t, 2>{143, 993})
        outside.house.network.endpoint(mx_address(1), port) = {.mode = Mode::silent};
    outside.house.recheck(domain(1));
    expect_prompt_entry(outside.house);
}

/// During the audit, the control still answered.
TEST(Outages, met_by_a_recheck_of_the_only_target_are_reported_promptly) {
    for (const auto mode : {Mode::refused, Mode::silent}) {
        Outside outside{1};
        outside.house.network.endpoint(mx_address(1), 25) = {.mode = mode};
        outside.house.recheck(domain(1));
        outside.house.run_for(30s);
        EXPECT_TRUE(outside.house.observer->prober().healthy());
        meet(outside.house.network, mode, 25);
        expect_prompt_entry(outside.house);
    }
}

/// Silence of the only target, and nobody to ask: it is reported, and the entry says so.
TEST(Outages, without_a_control_the_change_is_reported_with_that_word) {
    House house{configuration({"good.example"})};
    add_dnsbls(house.network);
    add_good_host(house.network, good_host, good_address);
    add_domain(house.network, "good.example", good_host);
    house.start();
    house.run_for(1h);
    house.network.endpoint(good_address, 25) = ScriptedEndpoint::refused();
    house.recheck("good.example");
    house.run_for(2h);
    ASSERT_THAT(house.delivered(),
                testing::ElementsAre("port_closed mx.good.example[198.51.100.25]:25 open>closed"));
    EXPECT_THAT(house.sink.all.front().evidence, HasSubstr("no control was available"));
}

/// A port that really closes is reported, whoever else is watched.
TEST(Outages, a_port_that_closes_at_one_of_many_is_believed) {
    Outside outside{3};
    outside.house.network.endpoint(mx_address(2), 25) = ScriptedEndpoint::refused();
    outside.house.recheck(domain(2));
    outside.house.run_for(2h);
    ASSERT_THAT(outside.house.delivered(),
                testing::ElementsAre("port_closed mx.d2.example[2001:db8:2::25]:25 open>closed"));
    EXPECT_THAT(outside.house.sink.all.front().evidence,
                testing::Not(HasSubstr("no control was available")));
}

/// The self-tests of the lists meet the same lies: in the audit during which they begin, and in
/// rechecks, which wait until the caches have expired, while the prober is checked again.
/// What several really closed since they were seen last looks like our own fault, but not for ever.
TEST(Outages, a_port_that_several_closed_is_believed_in_the_end) {
    Outside outside{5};
    auto& house = outside.house;
    for (std::size_t n = 1; n <= 3; ++n) house.network.endpoint(mx_address(n), 110) = clear_pop3();
    house.run_for(an_audit_of_all);
    ASSERT_EQ(house.delivered().size(), 3U);
    for (std::size_t n = 1; n <= 3; ++n)
        house.network.endpoint(mx_address(n), 110) = ScriptedEndpoint::refused();
    house.run_for(an_audit_of_all);
    const auto closed = std::ranges::count_if(
        house.sink.all, [](const auto& each) { return each.kind->name == "port_closed"; });
    EXPECT_EQ(closed, 3);
    EXPECT_THAT(house.delivered(), testing::Contains(unhealthy).Times(1));
    EXPECT_TRUE(house.observer->prober().healthy()) << house.observer->prober().cause();
}

TEST(Outages, of_an_hour_of_lies_retire_no_block_list) {
    Outside outside{3};
    NetworkBefore before{outside.house.network};
    outside.house.recheck(domain(1));
    outside.house.run_for(1min);
    resolve_with(outside.house.network, [](const dns::Question& question) {
        auto answer = lie(question);
        answer->ttl = 600;
        return answer;
    });
    outside.house.recheck(domain(2));
    outside.house.run_for(1h);
    EXPECT_THAT(outside.house.delivered(), testing::ElementsAre(unhealthy));
    before.mend();
    outside.house.run_for(6h);
    EXPECT_THAT(outside.house.delivered(), UnorderedElementsAre(unhealthy, healthy));
}

/// Port 25 stays blocked for two days: the change that began with it waits, and is not lost.
TEST(Outages, a_change_waits_for_the_end_however_long_it_takes) {
    Outside outside{3};
    auto& network = outside.house.network;
    const NetworkBefore before{network};
    meet(network, Mode::silent, 25);
    outside.house.recheck(domain(1));
    outside.house.run_for(48h);
    EXPECT_THAT(outside.house.delivered(), testing::ElementsAre(unhealthy));
    network.endpoints = before.endpoints;
    network.endpoint(mx_address(1), 25) = ScriptedEndpoint::refused();
    outside.house.run_for(6h);
    EXPECT_THAT(outside.house.delivered(),
                UnorderedElementsAre(unhealthy, healthy,
                                     "port_closed mx.d1.example[2001:db8:1::25]:25 open>closed"));
}

}  // namespace
}  // namespace mailwatchd::test
