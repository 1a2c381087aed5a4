#include "support/judge_table.h"
#include "unit/checks/by_row.h"

#include <gtest/gtest.h>

namespace mailwatchd::checks::plaintext_auth {
namespace {

using model::Reason;
using model::Role;
using Mail = model::Topology::Mail;
using namespace test;  // NOLINT(google-build-using-namespace): the words of the tables

Look no_auth() { return open({.lines = {"STARTTLS"}, .starttls = true}); }
Look auth(std::vector<std::string> mechanisms) {
    return open({.lines = {"AUTH"}, .mechanisms = std::move(mechanisms), .starttls = true});
}
Look auth_inside_tls() {
    auto look = no_auth();
    look.session.after_tls = {.known = true, .lines = {"AUTH PLAIN"}, .mechanisms = {"PLAIN"}};
    return look;
}
Look helo_refused(int code, std::optional<base::Errc> why = {}) {
    auto look = stops(model::Stage::finished, why);
    look.session.helo_code = code;
    return look;
}

Look postscreen() {
    auto look = refuses(521);
    look.session.greeting = "220-mx.example.org ESMTP\r\n521 5.7.1 blocked";
    return look;
}

Row ports(const char* name, Look on_25, Look on_465, Expected expected) {
    return row(name, one_mx().shows(25, std::move(on_25)).shows(465, std::move(on_465)),
               std::move(expected));
}

Scene two_mx(Look second_25) {
    auto scene = one_mx().shows(25, no_auth());
    scene.add(host("mx2.example.org", {Role::mx}, {"192.0.2.2"}));
    return scene.port("192.0.2.2", 25, std::move(second_25));
}

Scene with_submission(Look on_587) {
    auto scene = one_mx().shows(25, no_auth());
    scene.add(host("smtp.example.org", {Role::submission}, {"192.0.2.5"}));
    return scene.port("192.0.2.5", 587, std::move(on_587));
}

Scene host_unknown() {
    auto scene = one_mx().shows(25, no_auth());
    auto lacking = host("mx2.example.org", {Role::mx});
    lacking.failure = base::Failure{base::Errc::timed_out, "A"};
    return scene.add(std::move(lacking));
}

Scene only_refused() {
    auto inner = host("mx1.example.org", {Role::mx});
    inner.refused.push_back(ip("10.0.0.1"));
    return Scene{}.add(std::move(inner));
}

const Row rows[] = {
    ports("no_auth", no_auth(), closed(), passed(100).without({"SMTP_AUTH_BEFORE_TLS"})),
    ports("auth_inside_tls_only", auth_inside_tls(), closed(),
          passed(100).with({"SMTP_AUTH_ON_25"})),
    ports("plain", auth({"PLAIN"}), closed(), failed(0).with({"SMTP_CLEARTEXT_LOGIN"})),
    ports("login_with_465", auth({"LOGIN"}), open_tls(), failed(0)),
    ports("plain_among_others", auth({"CRAM-MD5", "PLAIN"}), open_tls(), failed(0)),
    ports("xoauth2", auth({"XOAUTH2"}), closed(), failed(0)),
    ports("oauthbearer", auth({"OAUTHBEARER"}), closed(), failed(0)),
    ports("hidden_without_465", auth({"CRAM-MD5"}), closed(),
          passed(85).with({"SMTP_AUTH_BEFORE_TLS"})),
    ports("hidden_with_465", auth({"CRAM-MD5"}), open_tls(), passed(100)),
    ports("hidden_465_unknown", auth({"CRAM-MD5"}), unknown(Reason::timeout),
          no_info(Reason::timeout)),
    ports("no_answer", closed(), open_tls(), no_info(Reason::no_service)),
    ports("filtered", filtered(), closed(), no_info(Reason::no_service)),
    ports("cut_off_after_the_greeting", stops(model::Stage::greeted, base::Errc::reset), closed(),
          no_info(Reason::refused_us)),
    ports("hidden_and_465_is_cut_off", auth({"CRAM-MD5"}),
          stops(model::Stage::greeted, base::Errc::timed_out), no_info(Reason::timeout)),
    ports("p9_other_protocol", accepting(Reason::malformed), closed(), no_info(Reason::no_service)),
    ports("p10_accepts_and_closes", accepting(Reason::refused_us), closed(),
          no_info(Reason::refused_us)),
    ports("p3_slow", accepting(Reason::slow_greeting), closed(), no_info(Reason::slow_greeting)),
    ports("timeout", unknown(Reason::timeout), closed(), no_info(Reason::timeout)),
    ports("p4_greeting_421", refuses(421), closed(), no_info(Reason::deferred)),
    ports("p4_greeting_554", refuses(554), closed(), no_info(Reason::refused_us)),
    ports("p12_ehlo_refused", helo_refused(550), closed(), no_info(Reason::prober_identity)),
    ports("ehlo_deferred", helo_refused(450), closed(), no_info(Reason::deferred)),
    ports("p12_ehlo_421_about_us", helo_refused(421, base::Errc::refused), closed(),
          no_info(Reason::prober_identity)),
    ports("ehlo_421_and_silence", helo_refused(421, base::Errc::timed_out), closed(),
          no_info(Reason::deferred)),
    ports("p4_postscreen", postscreen(), closed(), no_info(Reason::refused_us)),
    ports("ehlo_timed_out", stops(model::Stage::greeted, base::Errc::timed_out), closed(),
          no_info(Reason::timeout)),
    ports("ehlo_reset", stops(model::Stage::greeted, base::Errc::reset), closed(),
          no_info(Reason::refused_us)),
    row("worst_address_counts", two_mx(auth({"PLAIN"})), failed(0)),
    row("silent_mx_is_left_out", two_mx(closed()), passed(100)),
    row("unknown_mx_holds_up", two_mx(unknown(Reason::timeout)), no_info(Reason::timeout)),
    row("unknown_addresses_hold_up", host_unknown(), no_info(Reason::dns_failure)),
    row("submission_is_a_finding", with_submission(auth({"PLAIN"})),
        passed(100).with({"SUBMISSION_CLEARTEXT_LOGIN"})),
    row("submission_of_an_mx_is_a_finding",
        one_mx().shows(25, no_auth()).shows(587, auth({"LOGIN"})),
        passed(100).with({"SUBMISSION_CLEARTEXT_LOGIN"})),
    row(
        "465_says_what_it_offers",
        [] {
            auto look = open_tls();
            look.session.after_tls.mechanisms = {"PLAIN", "SCRAM-SHA-256"};
            return one_mx().shows(25, no_auth()).shows(465, look);
        }(),
        passed(100).with({"SMTPS_AUTH_OFFERED"})),
    row("submission_well", with_submission(no_auth()),
        passed(100).without({"SUBMISSION_CLEARTEXT_LOGIN"})),
    row("prober_unhealthy", one_mx().shows(25, auth({"PLAIN"})).prober(Reason::prober_unhealthy),
        no_info(Reason::prober_unhealthy)),
    row("mx_unknown", Scene{Mail::unknown}, no_info(Reason::dns_failure)),
    row("d11_null_mx", Scene{Mail::null_mx}, no_info(Reason::no_mail)),
    row("no_mail_host", Scene{Mail::none}, no_info(Reason::no_mail_host)),
    row("a1_special_purpose_alone", only_refused(), no_info(Reason::address_refused)),
};

class PlaintextAuth : public testing::TestWithParam<Row> {};

TEST_P(PlaintextAuth, judges) {
    expect_report(judged("plaintext_auth", GetParam().scene.world()), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(Table, PlaintextAuth, testing::ValuesIn(rows), name_of_row);

TEST(PlaintextAuth, wants_25_and_465_of_mail_hosts_and_587_of_all) {
    Scene scene;
    scene.add(host("mx1.example.org", {Role::mx}, {"192.0.2.1"}))
        .add(host("smtp.example.org", {Role::submission}, {"192.0.2.5"}));
    const auto needs = wanted("plaintext_auth", scene.topology);
    ASSERT_EQ(needs.of<model::MailSession>().size(), 4U);
    EXPECT_EQ(needs.of<model::MailSession>()[0].service, model::smtp);
    EXPECT_EQ(needs.of<model::MailSession>()[1].service, model::submissions);
    EXPECT_EQ(needs.of<model::MailSession>()[2].service, model::submission);
    EXPECT_EQ(needs.of<model::MailSession>()[3].host, "smtp.example.org");
    scene.topology.mail = Mail::null_mx;
    EXPECT_TRUE(wanted("plaintext_auth", scene.topology).of<model::MailSession>().empty());
}

}  // namespace
}  // namespace mailwatchd::checks::plaintext_auth
