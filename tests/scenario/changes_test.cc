// A change is reported once, after confirmation, and never without one (promises 1, 2, 4).
#include "observe/dnsbl/dnsbl_client.h"
#include "observe/name_certificate/turns.h"
#include "observe/session/readings.h"
#include "observe/spf/readings.h"
#include "observe/topology/readings.h"
#include "publish/json/json.h"
#include "publish/standing_facts.h"
#include "support/house.h"
#include "watch/own_changes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace mailwatchd::test {
namespace {

using namespace std::chrono_literals;
using model::Subject;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;

Subject endpoint(std::uint16_t port) {
    return Subject::endpoint(
        {good_host, model::Address::parse(good_address).value(), *model::service_of(port)});
}

class Changes : public testing::Test {
protected:
    Changes() : house{configuration({"good.example"})} {
        add_dnsbls(house.network);
        add_good_host(house.network, good_host, good_address);
        add_domain(house.network, "good.example", good_host);
        house.start();
        house.run_for(1h);
    }
    /// The checks published as changed: "good.example pop3".
    std::vector<std::string> changed() const {
        const auto& standing_table = house.scheduler->state_writer().standing_table();
        const publish::StandingFacts facts{standing_table.snapshot(), standing_table.words(),
                                           standing_table.kinds()};
        std::vector<std::string> found;
        for (std::size_t row = 0; row < facts.size(); ++row)
            if (const auto fact = facts.at(row); fact.changed)
                found.push_back(fact.subject->shown() + ' ' + std::string{fact.argument});
        return found;
    }
    /// The next audit is at most an interval and its jitter away (watch/schedule.h).
    void next_round() { house.run_for(default_interval + 24h); }

    House house;
};

TEST_F(Changes, s10_first_sight_is_a_silent_baseline) {
    EXPECT_THAT(house.delivered(), IsEmpty());
    EXPECT_EQ(house.value(endpoint(25), reading::port), "open");
    EXPECT_EQ(house.value(endpoint(110), reading::port), "closed");
    const auto* target = house.target("good.example");
    ASSERT_NE(target, nullptr);
    EXPECT_TRUE(target->judged());
    EXPECT_EQ(target->state->score, 100);
}

/// Found by the random worlds: the reverse name is confirmed half an hour after the port.
TEST_F(Changes, verdicts_do_not_wait_for_changes_that_they_do_not_read) {
    house.network.endpoint(good_address, 110) = clear_pop3();
    house.network.ptr(good_address, {"another.good.example"});
    next_round();
    ASSERT_EQ(house.sink.all.size(), 2U) << "no verdict is an entry of its own";
    for (const auto& entry : house.sink.all) {
        const bool is_port = entry.reading == &reading::port;
        EXPECT_EQ(entry.consequences.size(), is_port ? 2U : 1U) << entry.reading->name;
    }
}

TEST_F(Changes, newly_open_port_is_told_once_after_confirmation) {
    house.network.endpoint(good_address, 110) = clear_pop3();
    next_round();
    ASSERT_THAT(house.delivered(),
                ElementsAre("port_opened mx.good.example[198.51.100.25]:110 closed>open"));
    const auto& delivered = house.sink.all.front();
    EXPECT_THAT(delivered.targets, ElementsAre("good.example"));
    EXPECT_EQ(delivered.priority, 4);
    EXPECT_THAT(delivered.consequences,
                ElementsAre("good.example pop3: passed, now failed",
                            "good.example transport_tls: passed, now failed"));
    next_round();
    EXPECT_EQ(house.delivered().size(), 1U);
    EXPECT_EQ(house.stored().size(), 1U);
}

/// A host with an IPv4 and an IPv6 address that many domains use, each by an MX name of its own.
class SharedHost : public testing::Test {
protected:
    static constexpr int domains = 2000;
    static constexpr std::string_view v6 = "2001:db8::25";

    static std::vector<std::string> names() {
        std::vector<std::string> all;
        for (int i = 0; i < domains; ++i) all.push_back("d" + std::to_string(i) + ".example");
        return all;
    }
    static std::string both_families() {
        auto text = configuration(names());
        const std::string v4 = "\"198.51.100.0/24\"";
        return text.replace(text.find(v4), v4.size(), v4 + ", \"2001:db8::/32\"");
    }
    SharedHost() : house{both_families()} {
        add_dnsbls(house.network);
        for (const auto& name : names()) {
            const auto host = "mx." + name;
            add_good_host(house.network, host, good_address);
            add_good_host(house.network, host, std::string{v6});
            house.network.address(host, {good_address, std::string{v6}});
            add_domain(house.network, name, host);
        }
        house.start();
        house.run_for(1h);
    }
    House house;
};

TEST_F(SharedHost, is_observed_once_whatever_its_names) {
    for (const std::uint16_t port : std::array<std::uint16_t, 2>{110, 143})
        EXPECT_EQ(house.connects(good_address, port), 1) << port;
    for (const std::uint16_t port : std::array<std::uint16_t, 2>{25, 993})
        EXPECT_EQ(house.connects(good_address, port), 1 + static_cast<int>(observe::sample_size))
            << port << ": a sample of the names that the certificate does not name";
    for (const auto& name : names()) EXPECT_TRUE(house.target(name)->judged()) << name;
    const auto gauges = house.gauges();
    EXPECT_EQ(std::ranges::count_if(gauges,
                                    [](const auto& line) {
                                        return line.starts_with("mailwatchd_port_open{") &&
                                               line.find("port=\"25\"") != std::string::npos;
                                    }),
              2);
}

TEST_F(SharedHost, port_that_opens_for_both_families_is_one_entry) {
    house.network.endpoint(good_address, 110) = clear_pop3();
    house.network.endpoint(v6, 110) = clear_pop3();
    house.run_for(default_interval * 5 / 4 + 24h);
    ASSERT_EQ(house.delivered().size(), 1U) << testing::PrintToString(house.delivered());
    const auto& entry = house.sink.all.front();
    EXPECT_EQ(entry.targets_total, domains);
    EXPECT_EQ(entry.targets.size(), model::named_targets_max);
    EXPECT_EQ(entry.also_total, 1U);
    EXPECT_EQ(entry.consequences_total, 2U * domains) << "pop3 and transport_tls";
    EXPECT_LE(publish::to_json(entry).size(), 4096U) << publish::to_json(entry);
    EXPECT_EQ(house.stored().size(), 1U);
    const auto page = house.metrics().text();
    EXPECT_NE(page.find("mailwatchd_changes_total{change=\"port_opened\"} 1\n"), page.npos);
    EXPECT_NE(page.find("mailwatchd_changes_total{change=\"verdict_failed\"} 4000\n"), page.npos);
}

TEST_F(Changes, what_changed_is_known_at_once_after_a_restart) {
    EXPECT_THAT(changed(), IsEmpty()) << "the silent baseline";
    house.network.endpoint(good_address, 110) = clear_pop3();
    next_round();
    const auto before = changed();
    EXPECT_THAT(before, testing::IsSupersetOf(
                            {"good.example pop3", "mx.good.example[198.51.100.25]:110 "}));
    house.restart();
    EXPECT_EQ(changed(), before);
}

/// A round that leaves a pending change reaches no verdict.
TEST_F(Changes, each_verdict_of_a_round_is_timed_once) {
    const auto has = [&](const std::string& line) {
        const auto page = house.metrics().text();
        return page.find("mailwatchd_check_duration_seconds_" + line) != std::string::npos;
    };
    EXPECT_TRUE(has("count{check=\"pop3\"} 1\n"));
    EXPECT_FALSE(has("sum{check=\"pop3\"} 0\n")) << "the pacing takes its time";
    house.network.endpoint(good_address, 110) = clear_pop3();
    house.clock.run_while_waiting([&] { return !house.delivered().empty(); }, 2 * default_interval);
    ASSERT_FALSE(house.delivered().empty());
    EXPECT_TRUE(has("count{check=\"pop3\"} 1\n"));
}

TEST_F(Changes, port_that_opens_for_one_look_only_is_never_told) {
    house.network.endpoint(good_address, 110) = clear_pop3();
    const auto looks = house.connects(good_address, 110);
    house.clock.run_while_waiting([&] { return house.connects(good_address, 110) > looks; },
                                  2 * default_interval);
    house.run_for(10s);
    house.network.endpoint(good_address, 110) = ScriptedEndpoint::refused();
    next_round();
    EXPECT_THAT(house.delivered(), IsEmpty());
}

TEST_F(Changes, closing_needs_all_confirmations) {
    house.network.endpoint(good_address, 995) = ScriptedEndpoint::refused();
    const auto looks = house.connects(good_address, 995);
    next_round();
    EXPECT_THAT(house.delivered(),
                testing::Contains("port_closed mx.good.example[198.51.100.25]:995 open>closed"));
    EXPECT_GE(house.connects(good_address, 995) - looks, 4);
}

TEST_F(Changes, listing_and_delisting_are_told_once_each) {
    set_listed(house.network, "one.bl.example", good_address, true);
    next_round();
    EXPECT_THAT(house.delivered(),
                ElementsAre("dnsbl_listed mx.good.example[198.51.100.25] clear>listed"));
    set_listed(house.network, "one.bl.example", good_address, false);
    next_round();
    EXPECT_THAT(house.delivered(),
                ElementsAre("dnsbl_listed mx.good.example[198.51.100.25] clear>listed",
                            "dnsbl_delisted mx.good.example[198.51.100.25] listed>clear"));
}

TEST_F(Changes, d9_silence_of_the_resolver_changes_nothing) {
    house.network.resolve_others = [](const dns::Question& question) {
        return base::failed<dns::Answer>(base::Errc::timed_out, question.text());
    };
    const auto answers = std::exchange(house.network.answers, {});
    house.run_for(2 * default_interval);
    EXPECT_THAT(house.delivered(), testing::Each(testing::StartsWith("prober_unhealthy prober")));
    const auto* target = house.target("good.example");
    for (const auto& check : target->state->checks) {
        EXPECT_EQ(check.last_reason, model::Reason::resolver_unfit) << check.check;
        EXPECT_TRUE(check.concluded) << check.check;
    }
    house.network.answers = answers;
    house.network.resolve_others = nullptr;
    next_round();
    EXPECT_EQ(house.delivered().back().substr(0, 14), "prober_healthy");
    EXPECT_EQ(house.target("good.example")->state->score, 100);
}

TEST_F(Changes, p3_slow_greeting_is_no_closed_port) {
    Dialogue slow{.greeting = "220 mx.good.example ESMTP Postfix\r\n",
                  .rows = {{"EHLO", "250 mx.good.example\r\n"}, {"QUIT", "221 bye\r\n"}},
                  .greeting_delay = 35s};
    house.network.endpoint(good_address, 465) = ScriptedEndpoint::refused();
    house.network.endpoint(good_address, 25) = slow.endpoint();
    next_round();
    EXPECT_THAT(house.delivered(),
                testing::Not(testing::Contains(testing::HasSubstr(":25 open>"))));
    EXPECT_EQ(house.value(endpoint(25), reading::port), "open");
}

TEST_F(Changes, dropped_port_is_filtered_once_confirmed_and_never_told_against_closed) {
    house.network.endpoint(good_address, 110) = ScriptedEndpoint::silent();
    next_round();
    EXPECT_EQ(house.value(endpoint(110), reading::port), "filtered");
    EXPECT_THAT(house.delivered(), IsEmpty());
    house.network.endpoint(good_address, 110) = clear_pop3();
    next_round();
    EXPECT_THAT(house.delivered(),
                ElementsAre("port_opened mx.good.example[198.51.100.25]:110 filtered>open"));
}

TEST_F(Changes, spf_text_is_told_once_after_confirmation) {
    EXPECT_EQ(house.value(Subject::name("good.example"), reading::spf), "v=spf1 mx -all");
    house.network.txt("good.example", {"v=spf1  mx ?all"});
    next_round();
    EXPECT_THAT(house.delivered(),
                ElementsAre("spf_changed good.example v=spf1 mx -all>v=spf1 mx ?all"));
    EXPECT_THAT(house.sink.all.front().targets, ElementsAre("good.example"));
    house.network.txt("good.example", {"v=spf1   mx   ?all "});  // The same record to a reader.
    next_round();
    EXPECT_EQ(house.delivered().size(), 1U);
    EXPECT_EQ(house.stored().size(), 1U);
}

TEST_F(Changes, spf_record_that_goes_fails_the_check_in_the_same_entry) {
    house.network.txt("good.example", {"hello"});
    next_round();
    ASSERT_THAT(house.delivered(), ElementsAre("spf_changed good.example v=spf1 mx -all>none"));
    EXPECT_THAT(house.sink.all.front().consequences,
                testing::Contains("good.example spf_record: passed, now failed"));
}

TEST_F(Changes, d1_silence_about_spf_changes_nothing) {
    for (const auto why : {base::Errc::server_failure, base::Errc::timed_out}) {
        house.network.fails("good.example", dns::Type::txt, why);
        next_round();
        EXPECT_THAT(house.delivered(), IsEmpty());
        EXPECT_EQ(house.value(Subject::name("good.example"), reading::spf), "v=spf1 mx -all");
    }
    const auto* target = house.target("good.example");
    for (const auto& check : target->state->checks) {
        if (check.check != "spf_record") continue;
        EXPECT_EQ(check.last_reason, model::Reason::dns_failure);
        EXPECT_EQ(check.report.verdict, model::Verdict::passed);  // Its standing is kept.
    }
}

TEST_F(Changes, d2_spf_text_of_one_look_only_is_never_told) {
    const auto asked = [&] { return house.network.queries[{"good.example", dns::Type::txt}]; };
    const auto looks = asked();
    house.network.txt("good.example", {"v=spf1 +all"});
    house.clock.run_while_waiting([&] { return asked() > looks; }, 2 * default_interval);
    house.run_for(10s);
    house.network.txt("good.example", {"v=spf1 mx -all"});
    next_round();
    EXPECT_THAT(house.delivered(), IsEmpty());
}

TEST_F(Changes, d3_mx_set_is_told_once_in_whatever_order_it_comes) {
    house.network.mx("good.example", {{10, good_host}, {20, "mx2.good.example"}});
    add_good_host(house.network, "mx2.good.example", "198.51.100.26");
    next_round();
    ASSERT_EQ(house.delivered().size(), 1U);
    EXPECT_EQ(house.delivered().front(),
              "mx_changed good.example 10 mx.good.example>10 mx.good.example, 20 mx2.good.example");
    EXPECT_THAT(house.sink.all.front().evidence,
                testing::HasSubstr("from the resolver, after its cache expired: the zone's"));
    EXPECT_EQ(house.connects("198.51.100.26", 25) > 0, true);
}

TEST_F(Changes, new_mx_host_is_told_with_what_is_wrong_with_it) {
    house.network.mx("good.example", {{10, good_host}, {20, "mx2.good.example"}});
    add_good_host(house.network, "mx2.good.example", "198.51.100.26");
    house.network.endpoint("198.51.100.26", 110) = clear_pop3();
    next_round();
    ASSERT_THAT(house.delivered(), testing::SizeIs(1));
    const std::string place = " mx2.good.example[198.51.100.26]:110";
    EXPECT_THAT(house.sink.all.front().consequences,
                testing::IsSupersetOf({"POP3_CLEARTEXT_LOGIN" + place, "POP3_WITHOUT_TLS" + place,
                                       std::string{"good.example pop3: passed, now failed"}}));
}

TEST_F(Changes, new_rules_are_told_once_and_judge_without_a_look) {
    for (const char* const dnsbl : {"three.bl.example", "four.bl.example", "five.bl.example"})
        set_listed(house.network, dnsbl, good_address, true);
    next_round();
    const auto delivered = house.sink.all.size();
    const auto score = house.target("good.example")->state->score;
    const auto looks = house.connects(good_address, 25);
    house.configure(configuration({"good.example"}, "[checks.dnsbl]\nweight = 100\n"));
    house.run_for(10s);
    ASSERT_EQ(house.sink.all.size(), delivered + 1);
    EXPECT_EQ(house.sink.all.back().kind, &change::rules_changed);
    EXPECT_LT(house.target("good.example")->state->score, score);
    EXPECT_EQ(house.connects(good_address, 25), looks);
    house.restart();
    house.run_for(1h);
    EXPECT_EQ(house.sink.all.size(), delivered + 1) << "reported once";
}

TEST_F(Changes, d2_a_resolvers_copy_confirms_nothing) {
    const dns::Question question{"good.example", dns::Type::mx};
    auto& answer = house.network.answers[{question.name, question.type}];
    const auto right = answer;
    house.network.mx("good.example", {{10, "mx2.good.example"}});
    answer.ttl = 3600;
    const auto asked = house.network.queries[question];
    house.clock.run_while_waiting([&] { return house.network.queries[question] > asked; },
                                  2 * default_interval);
    house.run_for(45min);  // As long as the resolver may answer from its cache.
    answer = right;
    next_round();
    EXPECT_THAT(house.delivered(), IsEmpty());
    EXPECT_EQ(house.value(Subject::name("good.example"), reading::mx), "10 mx.good.example");
}

TEST_F(Changes, restart_while_a_change_is_pending_confirms_all_the_same) {
    house.network.endpoint(good_address, 110) = clear_pop3();
    const auto looks = house.connects(good_address, 110);
    house.clock.run_while_waiting([&] { return house.connects(good_address, 110) > looks; },
                                  2 * default_interval);
    house.run_for(10s);
    house.restart();
    house.run_for(24h);
    EXPECT_THAT(house.delivered(),
                ElementsAre("port_opened mx.good.example[198.51.100.25]:110 closed>open"));
}

TEST_F(Changes, a_list_that_the_catalogue_retires_is_a_change_of_the_rules_alone) {
    // The last list's table stands last.
    house.configure(configuration({"good.example"}) + "retired = true\n");
    next_round();
    EXPECT_THAT(house.delivered(), ElementsAre(testing::HasSubstr("rules_changed")));
    for (const auto& health : house.observer->use<observe::DnsblClient>().health())
        EXPECT_EQ(name(health.state), health.dnsbl == "five.bl.example" ? "retired" : "proven")
            << health.dnsbl;
    house.configure(configuration({"good.example"}));
    next_round();
    EXPECT_THAT(house.delivered(), Each(testing::HasSubstr("rules_changed")));
    EXPECT_EQ(house.sink.all.size(), 2U);
}

}  // namespace
}  // namespace mailwatchd::test
