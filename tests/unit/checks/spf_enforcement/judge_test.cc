#include "proto/smtp/answer.h"
#include "support/judge_table.h"
#include "unit/checks/by_row.h"

#include <gtest/gtest.h>

namespace mailwatchd::checks::spf_enforcement {
namespace {

using model::ActiveSeries;
using model::Answer;
using model::Reason;
using model::Role;
using model::SeriesEnd;
using namespace test;  // NOLINT(google-build-using-namespace): the words of the tables

/// A transaction with this last reply, to MAIL if `at_mail`, otherwise to RCPT.
model::SeriesCase transaction(std::string_view name, int code, const std::string& text,
                              bool at_mail) {
    model::SeriesCase one;
    one.name = name;
    one.sender = "postmaster@strict.example";
    one.recipient = "postmaster@example.org";
    const auto reply = smtp::kept({code, {text}});
    one.mail = at_mail ? reply : model::SmtpReply{250, "2.1.0", "2.1.0 Ok"};
    if (!at_mail) one.rcpt = reply;
    one.answer = smtp::answer_of(reply);
    return one;
}

struct Said {
    int code = 250;
    std::string text = "2.1.5 Ok";
    bool at_mail = false;
};

ActiveSeries series(const Said& control, const Said& spoof) {
    ActiveSeries made;
    made.kind = model::SeriesKind::spf_enforcement;
    made.cases = {transaction(model::control_case, control.code, control.text, control.at_mail),
                  transaction(model::spoof_case, spoof.code, spoof.text, spoof.at_mail)};
    for (const auto& one : made.cases) {
        if (one.answer != Answer::blocked) continue;
        made.end = smtp::about(one.reply()) == smtp::About::identity ? SeriesEnd::prober_identity
                                                                     : SeriesEnd::turned_away;
        made.last_words = one.reply();
        break;
    }
    return made;
}

ActiveSeries spoof(int code, const std::string& text, bool at_mail = false) {
    return series({}, {code, text, at_mail});
}
/// The deferral of the spoof came a second time.
ActiveSeries in_the_end(ActiveSeries made) {
    made.cases.back().answer = Answer::refused;
    return made;
}
ActiveSeries control(int code, const std::string& text) { return series({code, text}, {}); }

ActiveSeries ended(SeriesEnd end, base::Errc why) {
    auto made = series({}, {});
    for (auto& one : made.cases) one.answer = Answer::none;
    made.end = end;
    made.failure = base::Failure{why, "MAIL"};
    return made;
}

ActiveSeries closed_for(Reason why) {
    ActiveSeries made;
    made.kind = model::SeriesKind::spf_enforcement;
    made.closed = why;
    return made;
}

Scene asked(ActiveSeries series) { return one_mx().shows(25, open()).series(std::move(series)); }

Scene unfiltered(Scene scene) {
    scene.rest.no_content_filter = true;
    return scene;
}

Scene two_hosts(ActiveSeries first, ActiveSeries second) {
    auto scene = asked(std::move(first));
    scene.add(host("mx2.example.org", {Role::mx}, {"192.0.2.2"})).port("192.0.2.2", 25, open());
    second.endpoint = {"mx2.example.org", ip("192.0.2.2"), model::smtp};
    return scene.series(std::move(second));
}

const auto refused = spoof(550, "5.7.23 SPF validation failed");
const auto accepted = spoof(250, "2.1.5 Ok");

// docs/scoring.md, The points: every mark, and every reason.
const Row rows[] = {
    row("refused_by_5723", asked(refused), passed(100).with({"SPF_FORGERY_REFUSED"})),
    row("refused_at_mail", asked(spoof(550, "5.7.1 Sender rejected", true)), passed(100)),
    row("refused_by_words", asked(spoof(550, "Please see http://www.openspf.net/Why")),
        passed(100)),
    row("refused_without_a_code", asked(spoof(550, "no thanks")), passed(100)),
    row("refused_by_words_under_another_code", asked(spoof(550, "5.1.8 SPF says no")),
        passed(100)),
    row("accepted", asked(accepted),
        no_info(Reason::tagging_possible).with({"SPF_FORGERY_ACCEPTED"})),
    row("accepted_and_nothing_filters", unfiltered(asked(accepted)),
        failed(0).with({"SPF_NOT_ENFORCED"})),
    row("refused_and_nothing_filters", unfiltered(asked(refused)), passed(100)),
    row("spoof_deferred", asked(spoof(450, "4.2.0 Greylisted")), no_info(Reason::deferred)),
    row("control_deferred", asked(control(451, "4.7.1 later")), no_info(Reason::deferred)),
    row("control_refused", asked(control(550, "5.7.1 not from there")),
        no_info(Reason::refused_us).with({"SPF_ENFORCEMENT_NOT_CONCLUDED"})),
    row("control_has_no_mailbox", asked(control(550, "5.1.1 User unknown")),
        no_info(Reason::not_configured).with({"SPF_ENFORCEMENT_NOT_CONCLUDED"})),
    row("control_has_no_mailbox_in_words", asked(control(550, "User <postmaster@a.example> unknown")),
        no_info(Reason::not_configured)),
    row("control_mailbox_is_full", asked(control(552, "5.2.2 user unknown to be over quota")),
        no_info(Reason::refused_us)),
    row("everybody_refused", asked(series({550, "5.7.1 go away"}, {550, "5.7.1 go away"})),
        no_info(Reason::refused_us)),
    row("control_refused_for_our_spf", asked(control(550, "5.7.23 SPF fail")),
        no_info(Reason::prober_identity)),
    row("control_refused_for_our_null_mx", asked(control(550, "5.7.27 null MX")),
        no_info(Reason::prober_identity)),
    row("control_spf_error", asked(control(451, "4.7.24 temperror")),
        no_info(Reason::dns_failure)),
    row("control_wants_a_login", asked(control(530, "5.7.0 Authentication required")),
        no_info(Reason::refused_us)),
    row("spoof_5724", asked(spoof(550, "5.7.24 SPF permerror")), no_info(Reason::dns_failure)),
    row("spoof_4724", asked(spoof(451, "4.7.24 SPF temperror")), no_info(Reason::dns_failure)),
    row("spoof_5725", asked(spoof(550, "5.7.25 reverse DNS")), no_info(Reason::prober_identity)),
    row("spoof_5727", asked(spoof(550, "5.7.27 null MX")), no_info(Reason::not_configured)),
    row("spoof_wants_a_login", asked(spoof(530, "5.7.0 Authentication required")),
        no_info(Reason::refused_us)),
    row("spoof_sender_unknown", asked(spoof(550, "5.1.8 Domain not found", true)),
        no_info(Reason::refused_us)),
    row("spoof_mailbox_full", asked(spoof(552, "5.2.2 over quota")), no_info(Reason::refused_us)),
    row("block_text", asked(spoof(554, "5.7.1 blocked using zen.spamhaus.org")),
        no_info(Reason::refused_us)),
    row("refused_in_the_end_by_4723", asked(in_the_end(spoof(450, "4.7.23 SPF fail"))),
        passed(100)),
    row("refused_in_the_end_for_the_sender", asked(in_the_end(spoof(450, "4.1.8 no such domain"))),
        no_info(Reason::refused_us)),
    row("our_own_name_speaks_of_spf", asked(spoof(550, "5.1.1 <postmaster@spf.example>: unknown")),
        no_info(Reason::refused_us)),
    row("P4_421", asked(control(421, "4.3.2 busy")), no_info(Reason::refused_us)),
    row("control_minds_our_helo", asked(control(450, "4.7.1 Helo command rejected")),
        no_info(Reason::prober_identity)),
    row("patience_ended", asked(ended(SeriesEnd::broken, base::Errc::timed_out)),
        no_info(Reason::timeout)),
    row("hung_up", asked(ended(SeriesEnd::broken, base::Errc::reset)),
        no_info(Reason::refused_us)),
    row("babbled", asked(ended(SeriesEnd::broken, base::Errc::malformed)),
        no_info(Reason::malformed)),
    row("greeting_never_came", asked(ended(SeriesEnd::ungreeted, base::Errc::timed_out)),
        no_info(Reason::slow_greeting)),
    row("unreachable_meanwhile", asked(ended(SeriesEnd::unconnected, base::Errc::unreachable)),
        no_info(Reason::no_route)),
    row("not_ours", asked(closed_for(Reason::not_authorised)),
        no_info(Reason::not_authorised).without({"SPF_ENFORCEMENT_NOT_CONCLUDED"})),
    row("nobody_to_spoof", asked(closed_for(Reason::not_configured)),
        no_info(Reason::not_configured)),
    row("we_are_listed", asked(closed_for(Reason::prober_identity)), no_info(Reason::prober_identity)),
    row("we_are_inside", asked(closed_for(Reason::prober_trusted)),
        no_info(Reason::prober_trusted)),
    row("backoff", asked(closed_for(Reason::refused_us)), no_info(Reason::refused_us)),
    row("own_dns_failed", asked(closed_for(Reason::dns_failure)), no_info(Reason::dns_failure)),
    row("not_taken", one_mx().shows(25, open()), no_info(Reason::interrupted)),
    row("port_closed", one_mx(), no_info(Reason::no_service)),
    row("port_undecided", one_mx().shows(25, unknown(Reason::timeout)), no_info(Reason::timeout)),
    row("one_host_that_accepts_decides", two_hosts(refused, accepted),
        no_info(Reason::tagging_possible)
            .with({"SPF_FORGERY_REFUSED", "SPF_FORGERY_ACCEPTED"})),
    row("what_is_unknown_does_not_hold_up", two_hosts(closed_for(Reason::not_authorised), refused),
        passed(100).with({"SPF_ENFORCEMENT_NOT_CONCLUDED"})),
    row("null_mx", Scene{model::Topology::Mail::null_mx}, no_info(Reason::no_mail)),
    row("mx_unknown", Scene{model::Topology::Mail::unknown}, no_info(Reason::dns_failure)),
    row("dns_lost_the_host",
        [] {
            Scene scene;
            auto made = host("mx1.example.org", {Role::mx});
            made.refused.push_back(ip("10.0.0.1"));
            scene.add(std::move(made));
            return scene;
        }(),
        no_info(Reason::address_refused)),
};

class SpfEnforcement : public testing::TestWithParam<Row> {};

TEST_P(SpfEnforcement, judges) {
    expect_report(judged("spf_enforcement", GetParam().scene.world()), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(table, SpfEnforcement, testing::ValuesIn(rows), name_of_row);

TEST(SpfEnforcementFindings, show_the_transaction) {
    const auto report = judged("spf_enforcement", asked(refused).world());
    EXPECT_EQ(found(report, "SPF_FORGERY_REFUSED")->evidence,
              "MAIL FROM:<postmaster@strict.example> 250 2.1.0 Ok, RCPT "
              "TO:<postmaster@example.org> 550 5.7.23 SPF validation failed");
}

TEST(SpfEnforcementFindings, have_the_reason_and_the_words) {
    const auto report = judged("spf_enforcement", asked(control(451, "4.7.1 later")).world());
    EXPECT_EQ(found(report, "SPF_ENFORCEMENT_NOT_CONCLUDED")->detail, "deferred");
    EXPECT_EQ(found(report, "SPF_ENFORCEMENT_NOT_CONCLUDED")->evidence,
              "MAIL FROM:<postmaster@strict.example> 250 2.1.0 Ok, RCPT "
              "TO:<postmaster@example.org> 451 4.7.1 later");
}

}  // namespace
}  // namespace mailwatchd::checks::spf_enforcement
