// Permission for active probes, shown by the commands that servers receive over days. failure A2,
// A3, A7, P11.
#include "observe/series/readings.h"
#include "publish/json/json.h"
#include "support/house.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mailwatchd::test {
namespace {

using namespace std::chrono_literals;
using model::Reason;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr auto active_interval = 24h;

std::string active_configuration(const std::vector<std::string>& targets) {
    return active_at_own(configuration(targets, "interval = \"1d\"\njitter = \"0s\""));
}

class Active : public testing::Test {
protected:
    explicit Active(const std::vector<std::string>& targets = {"good.example", "strict.example"})
        : house{active_configuration(targets)} {
        add_good_host(house.network, "mx.good.example", good_address);
        house.network.endpoint(good_address, 25) = mail_server();
        add_domain(house.network, "good.example", "mx.good.example");
        house.network.txt("strict.example", {"v=spf1 -all"});
        house.network.mx("strict.example", {{10, "mx.strict.example"}});
        add_dnsbls(house.network);
        house.network.own_v4 = model::Address::parse("203.0.113.9");
        house.network.ptr("203.0.113.9", {"probe.example"});
        house.network.address("probe.example", {"203.0.113.9"});
    }

    std::vector<std::string> lines(std::string_view at = good_address, std::uint16_t port = 25) {
        return house.network.heard[{*model::Address::parse(at), port}];
    }
    int heard(std::string_view verb) {
        int count = 0;
        for (const auto& line : lines())
            if (line.starts_with(verb)) ++count;
        return count;
    }
    const model::CheckState& check(const std::string& name, const std::string& target) const {
        for (const auto& each : house.target(target)->state->checks)
            if (each.check == name) return each;
        throw std::runtime_error{"no check " + name};
    }
    /// Until the target's next round is recorded, with its confirmations.
    void next_round(const std::string& target = "good.example") {
        const auto last = [&] { return house.target(target)->state->last_round; };
        const auto before = last();
        for (int wait = 0; wait < 300 && last() == before; ++wait) house.run_for(10min);
        EXPECT_NE(last(), before);
        house.run_for(2h);
    }
    std::string reason(const std::string& name, const std::string& target = "good.example") const {
        return std::string{model::name(check(name, target).last_reason)};
    }
    std::string relay(std::string_view name) const {
        const auto subject = model::Subject::endpoint(
            {"mx.good.example", *model::Address::parse(good_address), model::smtp});
        return house.value(subject, reading::relay, name);
    }

    House house;
};

TEST_F(Active, a7_a_sound_server_is_tested_whole_and_politely) {
    house.start();
    house.run_for(3h);
    EXPECT_EQ(check("open_relay", "good.example").report.verdict, model::Verdict::passed);
    EXPECT_EQ(check("spf_enforcement", "good.example").report.verdict, model::Verdict::passed);
    EXPECT_EQ(heard("MAIL"), 24);
    int recipients = 0;
    for (const auto& line : lines()) {
        for (const auto* const verb : {"DATA", "BDAT", "AUTH", "VRFY", "EXPN", "HELP"})
            EXPECT_FALSE(line.starts_with(verb)) << line;
        if (line.starts_with("EHLO")) recipients = 0;
        if (line.starts_with("RCPT")) ++recipients;
        EXPECT_LE(recipients, 8);
    }
    EXPECT_EQ(relay("percent_at_domain"), "refused");
    EXPECT_THAT(house.delivered(), IsEmpty());
    // One round per day, one probe per round.
    const auto sessions = house.connects(good_address, 25);
    EXPECT_EQ(sessions, 1 + 3);
    next_round();
    EXPECT_EQ(house.connects(good_address, 25), 2 * sessions);
}

TEST_F(Active, a_relay_is_told_after_a_second_series_with_priority_2) {
    house.start();
    house.run_for(3h);
    house.network.endpoint(good_address, 25) =
        mail_server({{"RCPT TO:<mailwatchd-probe%probe.example@good.example>", "250 Ok\r\n"},
                     {"RCPT TO:<\"mailwatchd-probe@probe.example\">", "250 Ok\r\n"}});
    next_round();
    EXPECT_EQ(relay("percent_at_domain"), "accepted");
    EXPECT_EQ(relay("quoted"), "accepted");  // Ambiguous: recorded, not reported.
    ASSERT_EQ(house.sink.all.size(), 1U);
    const auto& delivered = house.sink.all.front();
    EXPECT_EQ(delivered.kind->name, "relay_accepted");
    EXPECT_EQ(delivered.subject.shown(), "mx.good.example[198.51.100.25]:25");
    EXPECT_EQ(delivered.argument, "percent_at_domain");
    EXPECT_EQ(delivered.priority, 2);
    EXPECT_EQ(check("open_relay", "good.example").report.score, 20);
    EXPECT_EQ(heard("MAIL"), 24 + 24 + 22);  // The second series is for relaying only.

    house.network.endpoint(good_address, 25) = mail_server();
    next_round();
    EXPECT_EQ(relay("percent_at_domain"), "refused");
    ASSERT_EQ(house.sink.all.size(), 2U);
    EXPECT_EQ(house.sink.all.back().kind->name, "relay_refused");
    EXPECT_EQ(house.sink.all.back().priority, 5);
}

TEST_F(Active, a_relay_that_opens_in_every_way_is_one_entry) {
    house.start();
    house.run_for(3h);
    house.network.endpoint(good_address, 25) =
        mail_server({{"RCPT TO:<mailwatchd-probe", "250 Ok\r\n"},
                     {"RCPT TO:<\"mailwatchd-probe", "250 Ok\r\n"},
                     {"RCPT TO:<@", "250 Ok\r\n"}});
    next_round();
    ASSERT_EQ(house.delivered().size(), 1U) << testing::PrintToString(house.delivered());
    const auto& entry = house.sink.all.front();
    EXPECT_EQ(entry.kind->name, "relay_accepted");
    EXPECT_EQ(entry.priority, 2);
    EXPECT_GT(entry.also_total, 10U);
    EXPECT_LE(publish::to_json(entry).size(), 4096U) << publish::to_json(entry);
    EXPECT_NE(
        house.metrics().text().find("mailwatchd_changes_total{change=\"relay_accepted\"} 1\n"),
        std::string::npos);
}

/// It takes every recipient, and shows itself at an address that nobody has.
TEST_F(Active, a_proxy_that_accepts_everything_is_no_relay) {
    house.start();
    house.run_for(3h);
    ASSERT_EQ(relay("third_party"), "refused");
    const auto proxy = mail_server({{"RCPT TO:", "250 Ok\r\n"}});
    house.network.endpoint(good_address, 25) = proxy;
    house.network.endpoint("192.0.2.213", 25) = proxy;
    house.run_for(2 * active_interval);
    EXPECT_EQ(relay("third_party"), "refused");
    house.network.endpoint(good_address, 25) = mail_server();
    house.network.endpoint("192.0.2.213", 25) = ScriptedEndpoint::silent();
    house.run_for(2 * active_interval);
    EXPECT_EQ(relay("third_party"), "refused");
    EXPECT_EQ(check("open_relay", "good.example").report.verdict, model::Verdict::passed);
    EXPECT_THAT(house.delivered(), ElementsAre("prober_unhealthy prober healthy>unhealthy",
                                               "prober_healthy prober unhealthy>healthy"));
}

TEST_F(Active, an_acceptance_that_does_not_come_again_is_not_told) {
    house.start();
    house.run_for(3h);
    house.network.endpoint(good_address, 25) = mail_server({{"RCPT TO:<mailwatchd", "250 Ok\r\n"}});
    for (int wait = 0; wait < 3000 && heard("MAIL") < 49; ++wait) house.run_for(1min);
    house.network.endpoint(good_address, 25) = mail_server();
    house.run_for(3h);
    EXPECT_EQ(heard("MAIL"), 24 + 25 + 22);  // With the control of what was accepted.
    EXPECT_EQ(relay("third_party"), "refused");
    EXPECT_THAT(house.delivered(), IsEmpty());
}

TEST_F(Active, who_sends_us_away_is_left_alone_for_seven_days_across_restarts) {
    house.network.endpoint(good_address, 25) = mail_server({{"RCPT", "421 4.7.0 go away\r\n"}});
    house.start();
    house.run_for(3h);
    EXPECT_EQ(reason("open_relay"), "refused_us");
    const auto mails = heard("MAIL");
    EXPECT_EQ(mails, 1);
    house.network.endpoint(good_address, 25) = mail_server();
    for (int day = 1; day <= 6; ++day) {
        house.restart();
        house.run_for(active_interval);
        EXPECT_EQ(heard("MAIL"), mails) << "day " << day;
        EXPECT_EQ(reason("open_relay"), "refused_us");
    }
    house.run_for(3 * active_interval);
    EXPECT_GT(heard("MAIL"), mails);
    EXPECT_EQ(check("open_relay", "good.example").report.verdict, model::Verdict::passed);
}

TEST_F(Active, our_own_listing_halts_all) {
    set_listed(house.network, "two.bl.example", "203.0.113.9", true);
    house.start();
    house.run_for(2 * active_interval);
    EXPECT_EQ(heard("MAIL"), 0);
    EXPECT_EQ(reason("open_relay"), "prober_identity");
    EXPECT_EQ(reason("spf_enforcement"), "prober_identity");
}

struct Elsewhere : Active {
    Elsewhere() : Active{{"hosted.example", "strict.example"}} {
        add_domain(house.network, "hosted.example", "mx.good.example");
    }
};

TEST_F(Elsewhere, a2_nobody_is_sent_mail) {
    house.start();
    house.run_for(2 * active_interval);
    EXPECT_EQ(reason("open_relay", "hosted.example"), "not_authorised");
    EXPECT_EQ(reason("spf_enforcement", "hosted.example"), "not_authorised");
    EXPECT_GT(heard("EHLO"), 0);
    EXPECT_EQ(heard("MAIL"), 0);
    for (const auto& line : lines(good_address, 587))
        EXPECT_FALSE(line.starts_with("MAIL")) << line;
}

}  // namespace
}  // namespace mailwatchd::test
