// AUTH on 587, proved by refusal.
#include "model/relay_control.h"
#include "support/judge_table.h"
#include "unit/checks/by_row.h"

#include <gtest/gtest.h>

namespace mailwatchd::checks::mx_connection {
namespace {

using model::ActiveSeries;
using model::Answer;
using model::Reason;
using model::SeriesEnd;
using namespace test;  // NOLINT(google-build-using-namespace): the words of the tables

ActiveSeries series(model::SmtpReply mail, model::SmtpReply rcpt, Answer answer) {
    ActiveSeries made;
    made.kind = model::SeriesKind::submission_auth;
    model::SeriesCase one;
    one.name = model::submission_case;
    one.recipient = "canary@example.net";
    one.mail = std::move(mail);
    one.rcpt = std::move(rcpt);
    one.answer = answer;
    made.cases.push_back(one);
    return made;
}

const model::SmtpReply ok{250, "2.1.0", "2.1.0 Ok"};

ActiveSeries at_mail(int code, std::string enhanced, Answer answer) {
    return series({code, enhanced, enhanced + " no"}, {}, answer);
}
ActiveSeries at_rcpt(int code, std::string enhanced, Answer answer) {
    return series(ok, {code, enhanced, enhanced + " no"}, answer);
}

/// It accepts a recipient that no server can deliver to.
ActiveSeries accepts_everything() {
    auto made = at_rcpt(250, "2.1.5", Answer::accepted);
    made.cases.push_back(made.cases.front());
    made.cases.back().name = model::impossible_case;
    return made;
}

ActiveSeries turned_away() {
    auto made = series({}, {}, Answer::none);
    made.end = SeriesEnd::turned_away;
    return made;
}

ActiveSeries closed_for(Reason why) {
    ActiveSeries made;
    made.kind = model::SeriesKind::submission_auth;
    made.closed = why;
    return made;
}

Look submission() {
    auto look = open({.lines = {"STARTTLS"}, .starttls = true});
    look.session.after_tls = {.known = true, .mechanisms = {"PLAIN", "LOGIN"}};
    return look;
}

Scene asked(ActiveSeries series) {
    return one_mx().shows(25, open()).shows(587, submission()).series(std::move(series));
}

struct LoginRow {
    const char* name;
    Scene scene;
    const char* tag;  ///< The finding among the three; "": none.
    int score = 100;
};

const LoginRow rows[] = {
    {"530_at_mail", asked(at_mail(530, "5.7.0", Answer::needs_auth)), "SUBMISSION_DEMANDS_LOGIN"},
    {"571_at_mail", asked(at_mail(550, "5.7.1", Answer::refused)), "SUBMISSION_DEMANDS_LOGIN"},
    {"another_refusal_at_mail_proves_nothing", asked(at_mail(550, "5.1.8", Answer::refused)),
     "SUBMISSION_LOGIN_UNPROVEN"},
    {"530_at_rcpt", asked(at_rcpt(530, "5.7.0", Answer::needs_auth)), "SUBMISSION_DEMANDS_LOGIN"},
    {"550_at_rcpt", asked(at_rcpt(550, "5.7.1", Answer::refused)), "SUBMISSION_DEMANDS_LOGIN"},
    {"accepted", asked(at_rcpt(250, "2.1.5", Answer::accepted)), "SUBMISSION_WITHOUT_LOGIN", 80},
    {"accepts_everything", asked(accepts_everything()), "SUBMISSION_LOGIN_UNPROVEN"},
    {"471_at_mail", asked(at_mail(454, "4.7.1", Answer::refused)), "SUBMISSION_DEMANDS_LOGIN"},
    {"deferred", asked(at_rcpt(450, "4.2.0", Answer::deferred)), "SUBMISSION_LOGIN_UNPROVEN"},
    {"turned_away", asked(turned_away()), "SUBMISSION_LOGIN_UNPROVEN"},
    {"not_ours", asked(closed_for(Reason::not_authorised)), "SUBMISSION_LOGIN_UNPROVEN"},
    {"not_taken", one_mx().shows(25, open()).shows(587, submission()), "SUBMISSION_LOGIN_UNPROVEN"},
    {"no_587", one_mx().shows(25, open()), ""},
    {"without_25_there_is_little_to_lose",
     one_mx().shows(587, submission()).series(at_rcpt(250, "2.1.5", Answer::accepted)),
     "SUBMISSION_WITHOUT_LOGIN", 0},
};

class MxLogin : public testing::TestWithParam<LoginRow> {};

TEST_P(MxLogin, is_reported) {
    const auto report = judged("mx_connection", GetParam().scene.world());
    EXPECT_EQ(name(report.verdict), "passed");
    EXPECT_EQ(report.score, GetParam().score);
    for (const auto* const tag :
         {"SUBMISSION_DEMANDS_LOGIN", "SUBMISSION_WITHOUT_LOGIN", "SUBMISSION_LOGIN_UNPROVEN"})
        EXPECT_EQ(found(report, tag) != nullptr, GetParam().tag == std::string_view{tag}) << tag;
}

INSTANTIATE_TEST_SUITE_P(rows, MxLogin, testing::ValuesIn(rows),
                         [](const auto& row) { return std::string{row.param.name}; });

TEST(MxLoginFindings, say_what_is_on_offer_and_why_it_was_not_tried) {
    const auto report = judged("mx_connection", asked(closed_for(Reason::not_authorised)).world());
    EXPECT_EQ(found(report, "SUBMISSION_LOGIN_UNPROVEN")->evidence, "PLAIN, LOGIN");
    EXPECT_EQ(found(report, "SUBMISSION_LOGIN_UNPROVEN")->detail,
              "not_authorised; offered over TLS");
}

TEST(MxLoginFindings, two_open_ports_cost_the_marks_once) {
    auto scene = asked(at_rcpt(250, "2.1.5", Answer::accepted));
    scene.add(host("mx2.example.org", {model::Role::mx}, {"192.0.2.2"}));
    scene.port("192.0.2.2", 25, open()).port("192.0.2.2", 587, submission());
    auto second = at_rcpt(250, "2.1.5", Answer::accepted);
    second.endpoint = {"mx2.example.org", ip("192.0.2.2"), model::submission};
    scene.series(second);
    EXPECT_EQ(judged("mx_connection", scene.world()).score, 80);
}

TEST(MxLoginFindings, are_a_measurement_where_proved) {
    const auto report =
        judged("mx_connection", asked(at_mail(530, "5.7.0", Answer::needs_auth)).world());
    const auto is_login = [](const model::Measurement& one) {
        return one.name == "login_demanded";
    };
    const auto found = std::ranges::find_if(report.measurements, is_login);
    ASSERT_NE(found, report.measurements.end());
    EXPECT_EQ(found->value, 1);
    EXPECT_EQ(found->subject.shown(), "mx1.example.org[192.0.2.1]:587");
}

}  // namespace
}  // namespace mailwatchd::checks::mx_connection
