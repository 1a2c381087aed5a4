#include "support/judge_table.h"
#include "unit/checks/by_row.h"

#include <gtest/gtest.h>

namespace mailwatchd::checks::mx_connection {
namespace {

using model::Reason;
using model::Role;
using Mail = model::Topology::Mail;
using namespace test;  // NOLINT(google-build-using-namespace): the words of the tables

/// Two MX hosts, 192.0.2.1 and 192.0.2.2.
Scene two_mx() {
    auto scene = one_mx();
    scene.add(host("mx2.example.org", {Role::mx}, {"192.0.2.2"}));
    return scene;
}

Scene two_mx(Look first_25, Look second_25) {
    auto scene = two_mx();
    return scene.shows(25, std::move(first_25)).port("192.0.2.2", 25, std::move(second_25));
}

/// What earlier rounds confirmed of port 25 of mx2.
Scene confirmed(Scene scene, std::string value) {
    scene.confirmed(model::Subject::endpoint({"mx2.example.org", ip("192.0.2.2"), model::smtp}),
                    "port", "", std::move(value));
    return scene;
}

Scene two_families(Look v4_25, Look v6_25) {
    Scene scene;
    scene.add(host("mx1.example.org", {Role::mx}, {"192.0.2.1", "2001:db8::1"}));
    return scene.port("192.0.2.1", 25, std::move(v4_25)).port("2001:db8::1", 25, std::move(v6_25));
}

/// Hosts with a fault, alone or beside one without.
model::Host addressless(std::optional<base::Errc> why) {
    auto made = host("gone.example.net", {Role::mx});
    if (why) made.failure = base::Failure{*why, "A gone.example.net"};
    return made;
}
model::Host inner() {
    auto made = host("inner.example.org", {Role::mx});
    made.refused.push_back(ip("10.0.0.1"));
    return made;
}
model::Host literal() {
    auto made = host("192.0.2.7", {Role::mx});
    made.failure = base::Failure{base::Errc::malformed, "domain name: 192.0.2.7"};
    return made;
}
model::Host aliased() {
    auto made = host("mx1.example.org", {Role::mx}, {"192.0.2.1"});
    made.is_alias = true;
    return made;
}
model::Host half_known() {
    auto made = host("mx1.example.org", {Role::mx}, {"192.0.2.1"});
    made.failure = base::Failure{base::Errc::timed_out, "AAAA mx1.example.org"};
    return made;
}
Scene only(model::Host made) { return Scene{}.add(std::move(made)); }
Scene beside(model::Host made) { return one_mx().shows(25, open()).add(std::move(made)); }
Scene beside_silent(model::Host made) { return one_mx().add(std::move(made)); }

Scene self_target(Mail mail, Look on_25) {
    Scene scene{mail};
    scene.add(host("mail.example.org", {Role::self}, {"192.0.2.1"}));
    return scene.shows(25, std::move(on_25));
}

/// mx2 shares 192.0.2.1 with mx1, where it is listed, and has its own 192.0.2.2.
Scene shared_address() {
    auto scene = two_mx(open(), closed());
    scene.topology.hosts.front().aliases.push_back("mx2.example.org");
    return scene;
}

Look greets(int code, std::string greeting) {
    auto look = refuses(code);
    look.session.greeting = std::move(greeting);
    return look;
}

const Row verdicts[] = {
    row("all_answer", two_mx(open(), open()), passed(100).with({"SMTP_PORT_OPEN"})),
    row("half_answer", two_mx(open(), closed()), passed(50).with({"MX_SILENT"})),
    row("nolisting", two_mx(closed(), open()),
        passed(50).with({"MX_FIRST_SILENT"}).without({"MX_SILENT"})),
    row("best_address_counts", two_families(closed(), open()), passed(100)),
    row("shared_address_answers_for_both", shared_address(), passed(100)),
    row("only_587", one_mx().shows(587, open()), passed(10).with({"MX_PORT_25_CLOSED"})),
    row("only_465", one_mx().shows(465, open_tls()), passed(10).with({"MX_PORT_25_CLOSED"})),
    row("587_and_25_unknown", one_mx().shows(587, open()).shows(25, unknown(Reason::timeout)),
        no_info(Reason::timeout).without({"MX_PORT_25_CLOSED"})),
    row("unknown_is_left_out_of_the_share", two_mx(open(), unknown(Reason::timeout)), passed(100)),
    row("unknown_counts_as_confirmed_earlier",
        confirmed(two_mx(open(), unknown(Reason::timeout)), "closed"),
        passed(50).with({"MX_SILENT"})),
    row("unknown_counts_as_open", confirmed(two_mx(closed(), unknown(Reason::timeout)), "open"),
        passed(50)),
    row("unknown_counts_as_filtered",
        confirmed(two_mx(closed(), unknown(Reason::timeout)), "filtered"), failed(0)),
    row("accepting_proves_nothing",
        confirmed(two_mx(closed(), unknown(Reason::timeout)), "accepting"),
        no_info(Reason::timeout)),
    row("what_is_seen_counts", confirmed(two_mx(closed(), closed()), "open"), failed(0)),
    row("a_refusing_greeting_is_seen", confirmed(two_mx(closed(), refuses(554)), "open"),
        no_info(Reason::refused_us)),
    row("nothing_seen_on_25",
        confirmed(two_mx(unknown(Reason::timeout), unknown(Reason::timeout)), "open"),
        no_info(Reason::timeout)),
    row("all_closed", two_mx(closed(), closed()),
        failed(0).with({"MX_ALL_SILENT", "MX_SILENT"}).without({"MX_FIRST_SILENT"})),
    row("all_filtered", one_mx().shows(25, filtered()), failed(0).with({"MX_ALL_SILENT"})),
    row("one_unknown", two_mx(closed(), unknown(Reason::timeout)),
        no_info(Reason::timeout).without({"MX_ALL_SILENT"})),
    row("submission_unknown", one_mx().shows(465, unknown(Reason::timeout)),
        no_info(Reason::timeout)),
    row("p4_greeting_421", one_mx().shows(25, refuses(421)),
        no_info(Reason::deferred).with({"MX_GREETING_REFUSES"})),
    row("p4_greeting_421_beside_one_that_answers", two_mx(open(), refuses(421)), passed(100)),
    row("p12_greeting_about_our_name",
        one_mx().shows(25, greets(554, "554 5.7.1 cannot find your reverse hostname")),
        no_info(Reason::prober_identity).with({"MX_GREETING_REFUSES"})),
    row("p4_greeting_554", one_mx().shows(25, refuses(554)),
        no_info(Reason::refused_us).with({"MX_GREETING_REFUSES"})),
    row("p3_slow", one_mx().shows(25, accepting(Reason::slow_greeting)),
        no_info(Reason::slow_greeting).with({"MX_NO_GREETING"})),
    row("p10_accepts_and_closes", one_mx().shows(25, accepting(Reason::refused_us)),
        no_info(Reason::refused_us)),
    row("cut_off_after_the_greeting",
        one_mx().shows(25, stops(model::Stage::greeted, base::Errc::reset)),
        no_info(Reason::refused_us)),
    row("p9_other_protocol", one_mx().shows(25, accepting(Reason::malformed)),
        no_info(Reason::malformed)),
    row("accepting_beside_answer", two_mx(open(), accepting(Reason::malformed)), passed(100)),
    row("interrupted", one_mx().shows(25, unknown(Reason::interrupted)),
        no_info(Reason::interrupted)),
    row("p13_v6_without_route", two_families(closed(), unknown(Reason::no_route)),
        failed(0).with({"MX_ADDRESS_UNREACHED"})),
    row("p13_no_route_at_all", two_families(unknown(Reason::no_route), unknown(Reason::no_route)),
        no_info(Reason::no_route)),
    row("v6_timeout_is_no_route_matter", two_families(closed(), unknown(Reason::timeout)),
        no_info(Reason::timeout)),
};

const Row topologies[] = {
    row("d11_null_mx", Scene{Mail::null_mx}, no_info(Reason::no_mail).with({"MX_NULL"})),
    row("nothing_there", Scene{Mail::none}, no_info(Reason::no_mail_host).with({"MX_NOWHERE"})),
    row("d1_mx_unknown", Scene{Mail::unknown}, no_info(Reason::dns_failure)),
    row("prober_unhealthy", one_mx().shows(25, open()).prober(Reason::prober_unhealthy),
        no_info(Reason::prober_unhealthy)),
    row("self_of_a_subdomain", self_target(Mail::implicit, open()),
        passed(100).with({"MX_IMPLICIT"})),
    row("self_of_an_address", self_target(Mail::not_asked, closed()), no_info(Reason::no_service)),
    row("own_address_of_a_domain", self_target(Mail::implicit, closed()),
        failed(0).with({"MX_ALL_SILENT"})),
    row("d11_literal_alone", only(literal()), failed(0).with({"MX_IS_ADDRESS"})),
    row("d11_literal_beside", beside(literal()), passed(50).with({"MX_IS_ADDRESS"})),
    row("d11_alias", only(aliased()).shows(25, open()), passed(100).with({"MX_IS_ALIAS"})),
    row("no_address_alone", only(addressless(base::Errc::no_such_name)),
        failed(0).with({"MX_WITHOUT_ADDRESS"})),
    row("no_address_beside", beside(addressless({})), passed(50).with({"MX_WITHOUT_ADDRESS"})),
    row("d1_addresses_unknown", only(addressless(base::Errc::timed_out)),
        no_info(Reason::dns_failure).without({"MX_WITHOUT_ADDRESS"})),
    row("d1_addresses_unknown_beside_silent", beside_silent(addressless(base::Errc::timed_out)),
        no_info(Reason::dns_failure)),
    row("d1_v6_unknown_v4_silent", only(half_known()), no_info(Reason::dns_failure)),
    row("d1_v6_unknown_v4_answers", only(half_known()).shows(25, open()), passed(100)),
    row("a1_special_purpose_alone", only(inner()),
        no_info(Reason::address_refused).with({"MX_ADDRESS_SPECIAL_PURPOSE"})),
    row("a1_special_purpose_beside", beside(inner()),
        passed(100).with({"MX_ADDRESS_SPECIAL_PURPOSE"})),
    row("a1_another_reason_goes_first_in_any_order",
        one_mx().shows(25, unknown(Reason::timeout)).add(inner()), no_info(Reason::timeout)),
    row("a1_another_reason_goes_first",
        only(inner())
            .add(host("mx2.example.org", {Role::mx}, {"192.0.2.2"}))
            .port("192.0.2.2", 25, unknown(Reason::timeout)),
        no_info(Reason::timeout)),
};

class MxConnection : public testing::TestWithParam<Row> {};

TEST_P(MxConnection, judges) {
    expect_report(judged("mx_connection", GetParam().scene.world()), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(Verdicts, MxConnection, testing::ValuesIn(verdicts), name_of_row);
INSTANTIATE_TEST_SUITE_P(Topologies, MxConnection, testing::ValuesIn(topologies), name_of_row);

TEST(MxConnection, self_of_a_subdomain_with_its_own_mx_is_seen_but_not_counted) {
    auto scene = one_mx().shows(25, open());
    scene.add(host("www.example.org", {Role::self}, {"192.0.2.3"}));
    expect_report(judged("mx_connection", scene.world()), passed(100));
    EXPECT_EQ(wanted("mx_connection", scene.topology).of<model::MailSession>().size(), 6U);
}

TEST(MxConnection, says_null_mx_beside_others_and_a_cut_set) {
    auto scene = one_mx().shows(25, open());
    scene.topology.mx = {{0, ""}, {10, "mx1.example.org"}};
    scene.topology.truncated = true;
    expect_report(judged("mx_connection", scene.world()),
                  passed(100).with({"MX_NULL_NOT_ALONE", "MX_SET_TRUNCATED"}));
}

TEST(MxConnection, submission_hosts_make_findings_only) {
    auto scene = one_mx().shows(25, open());
    scene.add(host("smtp.example.org", {Role::submission}, {"192.0.2.5"}));
    expect_report(judged("mx_connection", scene.world()), passed(100).with({"SUBMISSION_SILENT"}));
    scene.port("192.0.2.5", 587, open());
    expect_report(judged("mx_connection", scene.world()),
                  passed(100)
                      .with({"SUBMISSION_FOUND", "SUBMISSION_WITHOUT_AUTH"})
                      .without({"SUBMISSION_SILENT"}));
    scene.port("192.0.2.5", 587, open({.lines = {"AUTH PLAIN"}, .mechanisms = {"PLAIN"}}));
    expect_report(judged("mx_connection", scene.world()),
                  passed(100).without({"SUBMISSION_WITHOUT_AUTH"}));
}

TEST(MxConnection, measures_greetings_of_open_ports) {
    const auto report = judged("mx_connection", one_mx().shows(25, open()).world());
    ASSERT_EQ(report.measurements.size(), 1U);
    EXPECT_EQ(report.measurements.front().subject.shown(), "mx1.example.org[192.0.2.1]:25");
    EXPECT_DOUBLE_EQ(report.measurements.front().value, 1.5);
}

TEST(MxConnection, wants_three_ports_of_every_address) {
    Scene scene;
    scene.add(host("mx1.example.org", {Role::mx}, {"192.0.2.1", "2001:db8::1"}))
        .add(host("smtp.example.org", {Role::submission}, {"192.0.2.5"}))
        .add(host("pop.example.org", {Role::mailbox}, {"192.0.2.6"}));
    const auto needs = wanted("mx_connection", scene.topology);
    EXPECT_EQ(needs.of<model::MailSession>().size(), 9U);
    scene.topology.mail = Mail::null_mx;
    EXPECT_TRUE(wanted("mx_connection", scene.topology).of<model::MailSession>().empty());
}

}  // namespace
}  // namespace mailwatchd::checks::mx_connection
