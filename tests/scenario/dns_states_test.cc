// What the DNS does not say, and what it says of a domain that is gone.
#include "observe/spf/readings.h"
#include "observe/topology/readings.h"
#include "support/house.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace mailwatchd::test {
namespace {

using namespace std::chrono_literals;
using dns::Type;
using model::Reason;
using model::Subject;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* good = "good.example";

class DnsStates : public testing::Test {
protected:
    DnsStates() : house{configuration({good})} {
        add_dnsbls(house.network);
        add_good_host(house.network, good_host, good_address);
        add_domain(house.network, good, good_host);
    }
    void begin() {
        house.start();
        house.run_for(1h);
    }
    void audit() {
        house.recheck(good);
        house.run_for(1h);
    }
    void remove_domain() {
        house.network.answers.erase({good, Type::mx});
        house.network.answers.erase({good, Type::txt});
    }
    const model::TargetState& state() const { return *house.target(good)->state; }
    const model::CheckState& check(std::string_view name) const {
        return *std::ranges::find(state().checks, name, &model::CheckState::check);
    }

    House house;
};

TEST_F(DnsStates, a_domain_that_is_gone_is_one_entry) {
    begin();
    ASSERT_TRUE(state().score);
    remove_domain();
    house.run_for(2 * default_interval);
    EXPECT_THAT(house.delivered(), ElementsAre("domain_gone good.example yes>no"));
    EXPECT_EQ(house.sink.all[0].priority, 4);
    EXPECT_FALSE(state().score);
    for (const auto& each : state().checks)
        EXPECT_EQ(each.report.reason, Reason::no_such_domain) << each.check;
    for (const auto& series : house.gauges())
        EXPECT_EQ(series.find("mailwatchd_target_score_ratio{"), std::string::npos) << series;
    // What it had is remembered for its return.
    EXPECT_EQ(house.value(Subject::name(good), reading::mx), "10 mx.good.example");
    EXPECT_EQ(house.value(Subject::name(good), reading::spf), "v=spf1 mx -all");
}

TEST_F(DnsStates, a_domain_that_is_back_is_one_entry) {
    begin();
    remove_domain();
    house.run_for(2 * default_interval);
    add_domain(house.network, good, good_host);
    house.run_for(2 * default_interval);
    EXPECT_THAT(house.delivered(),
                ElementsAre("domain_gone good.example yes>no", "domain_back good.example no>yes"));
    EXPECT_TRUE(state().score);
    EXPECT_EQ(check("mx_connection").report.verdict, model::Verdict::passed);
}

TEST_F(DnsStates, d2_one_lying_answer_of_nxdomain_is_nothing) {
    begin();
    remove_domain();
    house.recheck(good);
    house.run_for(2min);
    add_domain(house.network, good, good_host);
    house.run_for(2h);
    EXPECT_THAT(house.delivered(), IsEmpty());
    EXPECT_EQ(check("mx_connection").report.verdict, model::Verdict::passed);
}

TEST_F(DnsStates, a_domain_that_never_was_there_is_no_entry) {
    remove_domain();
    begin();
    house.run_for(2 * default_interval);
    EXPECT_THAT(house.delivered(), IsEmpty());
    EXPECT_FALSE(state().score);
    EXPECT_EQ(check("spf_record").report.reason, Reason::no_such_domain);
}

TEST_F(DnsStates, d1_addresses_that_are_not_answered_stay) {
    house.network.ptr(good_address, {"elsewhere.example"});  // No matching reverse DNS.
    begin();
    ASSERT_EQ(check("reverse_dns").report.verdict, model::Verdict::failed);
    house.network.fails(good_host, Type::a, base::Errc::server_failure);
    for (int i = 0; i < 5; ++i) audit();
    house.run_for(2 * default_interval);
    EXPECT_THAT(house.delivered(), IsEmpty());
    EXPECT_EQ(check("reverse_dns").report.verdict, model::Verdict::failed);
    EXPECT_FALSE(check("reverse_dns").is_inconclusive());
    ASSERT_EQ(state().topology->hosts.front().addresses.size(), 1U);
    EXPECT_EQ(state().topology->hosts.front().addresses.front().text(), good_address);
}

TEST_F(DnsStates, an_aaaa_that_was_never_answered_holds_up_two_audits) {
    house.network.fails(good_host, Type::aaaa, base::Errc::server_failure);
    house.start();
    house.run_for(4min);
    EXPECT_EQ(check("reverse_dns").last_reason, Reason::dns_failure);
    EXPECT_FALSE(check("reverse_dns").concluded);
    house.run_for(1h);  // It is audited again after 5 and after 30 minutes.
    EXPECT_EQ(check("reverse_dns").report.verdict, model::Verdict::passed);
    const auto& findings = check("mx_connection").report.findings;
    EXPECT_TRUE(std::ranges::any_of(findings, [](const model::Finding& finding) {
        return finding.kind->tag == "MX_UNANSWERED" && finding.detail == "AAAA mx.good.example";
    }));
    EXPECT_THAT(house.delivered(), IsEmpty());
}

TEST_F(DnsStates, guessed_names_hold_up_nothing) {
    for (const auto* const guessed : {"pop.good.example", "imap.good.example", "mail.good.example"})
        for (const auto type : {Type::a, Type::aaaa})
            house.network.fails(guessed, type, base::Errc::server_failure);
    begin();
    EXPECT_EQ(check("reverse_dns").report.verdict, model::Verdict::passed);
    EXPECT_EQ(check("pop3").report.verdict, model::Verdict::passed);
}

TEST_F(DnsStates, d11_the_root_beside_a_host_holds_up_nothing) {
    house.network.mx(good, {{0, ""}, {10, good_host}});
    begin();
    EXPECT_EQ(house.value(Subject::name(good), reading::mx), "0 ., 10 mx.good.example");
    EXPECT_EQ(check("reverse_dns").report.verdict, model::Verdict::passed);
    EXPECT_EQ(check("transport_tls").report.verdict, model::Verdict::passed);
}

}  // namespace
}  // namespace mailwatchd::test
