#include "model/active_hold.h"
#include "model/relay_control.h"
#include "support/judge_table.h"
#include "unit/checks/by_row.h"

#include <gtest/gtest.h>

#include <set>

namespace mailwatchd::checks::open_relay {
namespace {

using model::ActiveSeries;
using model::Answer;
using model::Reason;
using model::Role;
using model::SeriesEnd;
using namespace test;  // NOLINT(google-build-using-namespace): the words of the tables

using Names = std::set<std::string_view>;

/// Every case is refused, except the named ones, which get these answers.
ActiveSeries series(const Names& others = {}, Answer answer = Answer::accepted) {
    ActiveSeries made;
    for (const auto& known : model::relay_cases) {
        model::SeriesCase one;
        one.name = known.name;
        one.recipient = "canary@example.net";
        one.answer = others.contains(known.name) ? answer : Answer::refused;
        one.mail = {250, "2.1.0", "2.1.0 Ok"};
        one.rcpt = one.answer == Answer::accepted ? model::SmtpReply{250, "2.1.5", "2.1.5 Ok"}
                                                  : model::SmtpReply{554, "5.7.1", "5.7.1 no"};
        made.cases.push_back(std::move(one));
    }
    return made;
}

Names first(std::size_t count) {
    Names names;
    for (std::size_t i = 0; i < count; ++i) names.insert(model::relay_cases[i].name);
    return names;
}

ActiveSeries ended(SeriesEnd end, std::optional<base::Errc> why = {}, const Names& accepted = {}) {
    auto made = series(accepted);
    made.end = end;
    made.last_words = {421, "4.7.0", "4.7.0 go away"};
    if (why) made.failure = base::Failure{*why, "RCPT"};
    return made;
}

/// The control was answered too.
ActiveSeries with_control(ActiveSeries made, Answer answer) {
    model::SeriesCase control;
    control.name = model::impossible_case;
    control.recipient = "mailwatchd-probe@no..such.invalid";
    control.answer = answer;
    control.mail = {250, "2.1.0", "2.1.0 Ok"};
    control.rcpt = {answer == Answer::accepted ? 250 : 550, "", "said"};
    made.cases.push_back(std::move(control));
    return made;
}

ActiveSeries without_tls() {
    auto made = series();
    made.failure = base::Failure{base::Errc::tls_failed, "STARTTLS: 454 no"};
    return made;
}

Scene held(Scene scene, std::string why) {
    const model::ActiveHold hold{{"mx1.example.org", ip("192.0.2.1"), model::smtp},
                                 base::Instant{std::chrono::hours{24}},
                                 std::move(why)};
    scene.rest.of<model::ActiveHold>().push_back(std::make_shared<const model::ActiveHold>(hold));
    return scene;
}

ActiveSeries closed_for(Reason why) {
    ActiveSeries made;
    made.closed = why;
    return made;
}

Scene asked(ActiveSeries series) { return one_mx().shows(25, open()).series(std::move(series)); }

/// What earlier series confirmed of these cases.
Scene confirmed(Scene scene, const Names& cases, const std::string& value,
                const std::string& host = "mx1.example.org",
                std::string_view address = "192.0.2.1") {
    for (const auto name : cases)
        scene.confirmed(model::Subject::endpoint({host, ip(address), model::smtp}), "relay",
                        std::string{name}, value);
    return scene;
}

Scene two_hosts(ActiveSeries first, std::optional<ActiveSeries> second) {
    auto scene = asked(std::move(first));
    scene.add(host("mx2.example.org", {Role::mx}, {"192.0.2.2"})).port("192.0.2.2", 25, open());
    if (second) {
        second->endpoint = {"mx2.example.org", ip("192.0.2.2"), model::smtp};
        scene.series(*std::move(second));
    }
    return scene;
}

Scene with_address_refused() {
    Scene scene;
    auto made = host("mx1.example.org", {Role::mx});
    made.refused.push_back(ip("10.0.0.1"));
    scene.add(std::move(made));
    return scene;
}

// docs/scoring.md, The points: every mark, and every reason.
const Row rows[] = {
    row("all_refused", asked(series()), passed(100).without({"RELAY_ACCEPTED"})),
    row("all_want_a_login", asked(series(first(22), Answer::needs_auth)), passed(100)),
    row("one_accepted", asked(series({"percent_at_domain"})), passed(20).with({"RELAY_ACCEPTED"})),
    row("eleven_of_22_is_no_majority", asked(series(first(11))), failed(20)),
    row("ten_of_22", asked(series(first(10))), passed(20)),
    row("everything_accepted", asked(series(first(22))),
        failed(0).with({"RELAY_ACCEPTED", "RELAY_ACCEPTED_AMBIGUOUSLY"})),
    row("ambiguous_ones_do_not_cap", asked(series({"quoted", "percent_quoted", "bang_path"})),
        passed(86).with({"RELAY_ACCEPTED_AMBIGUOUSLY"}).without({"RELAY_ACCEPTED"})),
    row("deferred_ones_that_matter", asked(series(first(20), Answer::deferred)),
        no_info(Reason::deferred).with({"RELAY_CASES_DEFERRED"})),
    row("deferred_ones_that_do_not_matter", asked(series(first(10), Answer::deferred)),
        passed(100).with({"RELAY_CASES_DEFERRED"})),
    row("deferred_ones_as_confirmed_earlier",
        confirmed(asked(series(first(20), Answer::deferred)), first(20), "refused"), passed(100)),
    row("deferred_ones_confirmed_as_a_relay",
        confirmed(asked(series(first(20), Answer::deferred)), first(20), "accepted"), failed(9)),
    row("all_deferred", asked(series(first(22), Answer::deferred)),
        no_info(Reason::deferred).with({"RELAY_CASES_DEFERRED"})),
    row("unasked_ones_are_left_out", asked(series(first(8), Answer::none)),
        passed(100).with({"RELAY_CASES_UNASKED"}).without({"RELAY_CASES_DEFERRED"})),
    row("none_was_asked", asked(series(first(22), Answer::none)),
        no_info(Reason::deferred).with({"RELAY_CASES_UNASKED"})),
    row("accepts_everything", asked(with_control(series(first(22)), Answer::accepted)),
        no_info(Reason::not_trusted)
            .with({"RELAY_ACCEPTS_EVERYTHING"})
            .without({"RELAY_ACCEPTED", "RELAY_ACCEPTED_AMBIGUOUSLY", "RELAY_TEST_CUT_SHORT"})),
    row("a_relay_refuses_the_impossible", asked(with_control(series(first(22)), Answer::refused)),
        failed(0).with({"RELAY_ACCEPTED"}).without({"RELAY_ACCEPTS_EVERYTHING"})),
    row("who_refuses_some_does_not_accept_everything",
        asked(with_control(series(first(10)), Answer::accepted)),
        passed(20).with({"RELAY_ACCEPTED"}).without({"RELAY_ACCEPTS_EVERYTHING"})),
    row("accepts_everything_and_sends_us_away",
        asked(with_control(ended(SeriesEnd::turned_away, {}, first(22)), Answer::accepted)),
        no_info(Reason::refused_us).without({"RELAY_ACCEPTED"})),
    row("without_tls", asked(without_tls()), passed(100).with({"RELAY_TESTED_WITHOUT_TLS"})),
    row("on_hold_with_a_series_in_hand", held(asked(series(first(22))), ""),
        failed(0).with({"RELAY_TESTS_ON_HOLD", "RELAY_ACCEPTED"})),
    row("on_hold_without_one", held(asked(closed_for(Reason::refused_us)), ""),
        no_info(Reason::refused_us).with({"RELAY_TESTS_ON_HOLD"})),
    row("sent_away", asked(ended(SeriesEnd::turned_away)),
        no_info(Reason::refused_us).with({"RELAY_TEST_CUT_SHORT"})),
    row("sent_away_after_an_acceptance", asked(ended(SeriesEnd::turned_away, {}, {"null_sender"})),
        no_info(Reason::refused_us).with({"RELAY_ACCEPTED", "RELAY_TEST_CUT_SHORT"})),
    row("sent_away_after_most_were_accepted", asked(ended(SeriesEnd::turned_away, {}, first(11))),
        failed(0)),
    row("cut_short_after_two_ambiguous_ones",
        asked(ended(SeriesEnd::broken, base::Errc::timed_out, {"quoted", "percent_quoted"})),
        no_info(Reason::timeout).with({"RELAY_TEST_CUT_SHORT"})),
    row("cut_short_and_the_others_confirmed_as_refused",
        confirmed(
            asked(ended(SeriesEnd::broken, base::Errc::timed_out, {"quoted", "percent_quoted"})),
            first(22), "refused"),
        passed(90)),
    row("cut_short_and_one_confirmed_as_accepted",
        confirmed(confirmed(asked(ended(SeriesEnd::broken, base::Errc::timed_out, {"quoted"})),
                            first(22), "refused"),
                  {"third_party"}, "accepted"),
        passed(20)),
    row("not_tested_now_though_confirmed",
        confirmed(asked(closed_for(Reason::refused_us)), first(22), "refused"),
        no_info(Reason::refused_us)),
    row("p12_minds_our_name", asked(ended(SeriesEnd::prober_identity)),
        no_info(Reason::prober_identity)),
    row("greeted_with_4xx", asked(ended(SeriesEnd::deferred)), no_info(Reason::deferred)),
    row("patience_ended", asked(ended(SeriesEnd::broken, base::Errc::timed_out)),
        no_info(Reason::timeout)),
    row("hung_up", asked(ended(SeriesEnd::broken, base::Errc::reset)), no_info(Reason::refused_us)),
    row("babbled", asked(ended(SeriesEnd::broken, base::Errc::malformed)),
        no_info(Reason::malformed)),
    row("greeting_never_came", asked(ended(SeriesEnd::ungreeted, base::Errc::timed_out)),
        no_info(Reason::slow_greeting)),
    row("tls_broke", asked(ended(SeriesEnd::no_tls)), no_info(Reason::malformed)),
    row("unreachable_meanwhile", asked(ended(SeriesEnd::unconnected, base::Errc::unreachable)),
        no_info(Reason::no_route)),
    row("no_turn", asked(ended(SeriesEnd::unconnected, base::Errc::cancelled)),
        no_info(Reason::interrupted)),
    row("not_ours", asked(closed_for(Reason::not_authorised)),
        no_info(Reason::not_authorised).without({"RELAY_NOT_TESTED"})),
    row("not_ours_and_closed_today", one_mx().series(closed_for(Reason::not_authorised)),
        no_info(Reason::not_authorised)),
    row("no_recipient", asked(closed_for(Reason::not_configured)), no_info(Reason::not_configured)),
    row("we_are_listed", asked(closed_for(Reason::prober_identity)),
        no_info(Reason::prober_identity)),
    row("we_are_inside", asked(closed_for(Reason::prober_trusted)),
        no_info(Reason::prober_trusted)),
    row("backoff", asked(closed_for(Reason::refused_us)), no_info(Reason::refused_us)),
    row("own_dns_failed", asked(closed_for(Reason::dns_failure)), no_info(Reason::dns_failure)),
    row("not_taken", one_mx().shows(25, open()), no_info(Reason::interrupted)),
    row("port_closed", one_mx(), no_info(Reason::no_service)),
    row("port_closed_where_we_would_be_inside", one_mx().series(closed_for(Reason::prober_trusted)),
        no_info(Reason::no_service)),
    row("port_undecided", one_mx().shows(25, unknown(Reason::timeout)), no_info(Reason::timeout)),
    row("greeting_refuses", one_mx().shows(25, refuses(554)), no_info(Reason::refused_us)),
    row("worst_host_counts", two_hosts(series(), series(first(22))), failed(0)),
    row("untested_host_is_named", two_hosts(series(), closed_for(Reason::not_authorised)),
        passed(100).with({"RELAY_NOT_TESTED"})),
    row("relay_beside_an_untested_host",
        two_hosts(closed_for(Reason::not_authorised), series(first(22))), failed(0)),
    row("a_relay_that_is_not_tested_now",
        confirmed(two_hosts(series(), closed_for(Reason::refused_us)), first(22), "accepted",
                  "mx2.example.org", "192.0.2.2"),
        failed(0).with({"RELAY_NOT_TESTED"})),
    row("a_relay_that_may_not_be_tested_any_more",
        confirmed(two_hosts(series(), closed_for(Reason::not_authorised)), first(22), "accepted",
                  "mx2.example.org", "192.0.2.2"),
        passed(100)),
    row("a_relay_that_is_closed_now",
        confirmed(two_hosts(series(), std::nullopt).port("192.0.2.2", 25, closed()), first(22),
                  "accepted", "mx2.example.org", "192.0.2.2"),
        passed(100)),
    row("null_mx", Scene{model::Topology::Mail::null_mx}, no_info(Reason::no_mail)),
    row("mx_unknown", Scene{model::Topology::Mail::unknown}, no_info(Reason::dns_failure)),
    row("special_purpose_only", with_address_refused(), no_info(Reason::address_refused)),
};

class OpenRelay : public testing::TestWithParam<Row> {};

TEST_P(OpenRelay, judges) {
    expect_report(judged("open_relay", GetParam().scene.world()), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(table, OpenRelay, testing::ValuesIn(rows), name_of_row);

TEST(OpenRelayFindings, show_the_transaction_and_claim_no_more) {
    const auto report =
        judged("open_relay", asked(series({"percent_at_domain", "trailing_at"})).world());
    const auto* const finding = found(report, "RELAY_ACCEPTED");
    ASSERT_NE(finding, nullptr);
    EXPECT_EQ(finding->subject.shown(), "mx1.example.org[192.0.2.1]:25");
    EXPECT_EQ(finding->detail, "2 of 22 combinations");
    EXPECT_EQ(finding->evidence,
              "percent_at_domain: MAIL FROM:<> 250 2.1.0 Ok, RCPT "
              "TO:<canary@example.net> 250 2.1.5 Ok");
}

TEST(OpenRelayFindings, say_how_a_series_ended) {
    const auto report = judged("open_relay", asked(ended(SeriesEnd::turned_away)).world());
    EXPECT_EQ(found(report, "RELAY_TEST_CUT_SHORT")->evidence, "421 4.7.0 go away");
    EXPECT_EQ(found(report, "RELAY_TEST_CUT_SHORT")->detail, "turned_away");
}

TEST(OpenRelayFindings, say_until_when_a_hold_lasts_and_why) {
    const auto report =
        judged("open_relay", held(asked(series()), "mx2.example.org: 421 go away").world());
    EXPECT_EQ(found(report, "RELAY_TESTS_ON_HOLD")->evidence, "mx2.example.org: 421 go away");
    EXPECT_EQ(found(report, "RELAY_TESTS_ON_HOLD")->detail, "until 1970-01-02T00:00:00Z");
}

TEST(OpenRelayFindings, show_the_control) {
    const auto report =
        judged("open_relay", asked(with_control(series(first(22)), Answer::accepted)).world());
    EXPECT_EQ(found(report, "RELAY_ACCEPTS_EVERYTHING")->evidence,
              "MAIL FROM:<> 250 2.1.0 Ok, RCPT TO:<mailwatchd-probe@no..such.invalid> 250 said");
}

TEST(OpenRelayMeasurements, leave_the_control_out) {
    const auto report =
        judged("open_relay", asked(with_control(series(first(22)), Answer::refused)).world());
    ASSERT_EQ(report.measurements.size(), 3U);
    EXPECT_EQ(report.measurements[0].value, 0);
    EXPECT_EQ(report.measurements[1].value, 22);
    EXPECT_EQ(report.measurements[2].value, 0);
}

TEST(OpenRelayMeasurements, count_the_cases) {
    const auto report = judged("open_relay", asked(series(first(3))).world());
    ASSERT_EQ(report.measurements.size(), 3U);
    EXPECT_EQ(report.measurements[0].name, "relay_cases_refused");
    EXPECT_EQ(report.measurements[0].value, 19);
    EXPECT_EQ(report.measurements[1].value, 3);
    EXPECT_EQ(report.measurements[2].value, 0);
}

TEST(OpenRelayWants, a_series_and_a_session_of_every_address) {
    Scene scene;
    scene.add(host("mx1.example.org", {Role::mx}, {"192.0.2.1", "2001:db8::1"}));
    scene.add(host("imap.example.org", {Role::mailbox}, {"192.0.2.9"}));
    const auto needs = wanted("open_relay", scene.topology);
    EXPECT_EQ(needs.of<model::ActiveSeries>().size(), 2U);
    EXPECT_EQ(needs.of<model::MailSession>().size(), 2U);
    EXPECT_TRUE(wanted("open_relay", Scene{model::Topology::Mail::null_mx}.topology)
                    .of<model::ActiveSeries>()
                    .empty());
}

}  // namespace
}  // namespace mailwatchd::checks::open_relay
