#include "support/judge_table.h"
#include "unit/checks/by_row.h"

#include <gtest/gtest.h>

namespace mailwatchd::checks::imap {
namespace {

using model::Reason;
using model::Role;
using namespace test;  // NOLINT(google-build-using-namespace): the words of the tables

Look safe() {
    return open({.lines = {"STARTTLS", "LOGINDISABLED"}, .starttls = true, .login_disabled = true});
}
Look login() { return open({.lines = {"IMAP4rev1", "STARTTLS"}, .starttls = true}); }
Look mechanism(std::string name) {
    return open({.lines = {"LOGINDISABLED", "AUTH=" + name},
                 .mechanisms = {name},
                 .starttls = true,
                 .login_disabled = true});
}
/// The greeting announced the capabilities, and nothing followed.
Look cut_off(Look look) {
    look.session.stage = model::Stage::greeted;
    look.session.failure = base::Failure{base::Errc::timed_out, "a1 CAPABILITY: read"};
    return look;
}
Look preauth() {
    auto look = login();
    look.session.preauth = true;
    return look;
}

Row ports(const char* name, Look clear, Look implicit, Expected expected) {
    return row(name, one_mx().shows(143, std::move(clear)).shows(993, std::move(implicit)),
               std::move(expected));
}

Scene two_hosts(Look first_993, Look second_143) {
    auto scene = one_mx().shows(993, std::move(first_993));
    scene.add(host("imap.example.org", {Role::mailbox}, {"192.0.2.2"}));
    return scene.port("192.0.2.2", 143, std::move(second_143));
}

// docs/scoring.md, The points: every mark, and every reason.
const Row rows[] = {
    ports("implicit_alone", closed(), open_tls(), passed(100).without({"IMAP_PORT_OPEN"})),
    ports("both_login_refused", safe(), open_tls(), passed(100).with({"IMAP_PORT_OPEN"})),
    ports("clear_alone_login_refused", safe(), closed(), passed(60).with({"IMAPS_MISSING"})),
    ports("logindisabled_decides", login(), open_tls(), failed(25).with({"IMAP_CLEARTEXT_LOGIN"})),
    ports("clear_login_alone", login(), closed(), failed(0)),
    ports("auth_plain_though_disabled", mechanism("PLAIN"), open_tls(), failed(25)),
    ports("auth_login_though_disabled", mechanism("LOGIN"), closed(), failed(0)),
    ports("token_though_disabled", mechanism("OAUTHBEARER"), closed(), failed(0)),
    ports("hidden_mechanism", mechanism("SCRAM-SHA-256"), open_tls(), passed(100)),
    ports("p8_preauth", preauth(), closed(), failed(0).with({"IMAP_PREAUTH"})),
    ports("neither", closed(), filtered(), no_info(Reason::no_service)),
    ports("p9_other_protocol", accepting(Reason::malformed), closed(),
          no_info(Reason::no_service).with({"IMAP_NO_GREETING"})),
    ports("p9_other_protocol_on_the_tls_port", closed(), accepting(Reason::malformed),
          no_info(Reason::no_service).with({"IMAP_NO_GREETING"})),
    ports("cut_off_inside_tls", closed(), stops(model::Stage::greeted, base::Errc::timed_out),
          no_info(Reason::timeout)),
    ports("p10_accepts_and_closes", accepting(Reason::refused_us), closed(),
          no_info(Reason::refused_us)),
    ports("p3_slow", accepting(Reason::slow_greeting), open_tls(), no_info(Reason::slow_greeting)),
    ports("clear_unknown", unknown(Reason::timeout), open_tls(), no_info(Reason::timeout)),
    ports("implicit_unknown", safe(), unknown(Reason::timeout), no_info(Reason::timeout)),
    ports("p8_bye", refuses(), open_tls(), no_info(Reason::refused_us)),
    ports("capability_not_understood", stops(model::Stage::finished), closed(),
          no_info(Reason::malformed)),
    ports("capabilities_in_the_greeting_alone", cut_off(safe()), closed(),
          no_info(Reason::timeout)),
    ports("login_in_the_greeting_alone", cut_off(login()), closed(), no_info(Reason::timeout)),
    ports("capability_timed_out", stops(model::Stage::greeted, base::Errc::timed_out), closed(),
          no_info(Reason::timeout)),
    row("worst_host_counts", two_hosts(open_tls(), login()), failed(0)),
    row("lowest_score_counts", two_hosts(open_tls(), safe()), passed(60)),
    row("other_host_unknown", two_hosts(open_tls(), unknown(Reason::timeout)),
        no_info(Reason::timeout)),
    row("prober_unhealthy", one_mx().shows(143, login()).prober(Reason::prober_unhealthy),
        no_info(Reason::prober_unhealthy)),
    row("mx_unknown", Scene{model::Topology::Mail::unknown}, no_info(Reason::dns_failure)),
    row("d11_null_mx", Scene{model::Topology::Mail::null_mx}, no_info(Reason::no_mail)),
};

class Imap : public testing::TestWithParam<Row> {};

TEST_P(Imap, judges) {
    expect_report(judged("imap", GetParam().scene.world()), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(Table, Imap, testing::ValuesIn(rows), name_of_row);

TEST(Imap, evidence_is_what_the_server_offers) {
    const auto report = judged("imap", one_mx().shows(143, login()).world());
    const auto* const finding = found(report, "IMAP_CLEARTEXT_LOGIN");
    ASSERT_NE(finding, nullptr);
    EXPECT_EQ(finding->evidence, "IMAP4rev1, STARTTLS");
}

TEST(Imap, wants_both_ports_of_an_address_target) {
    Scene scene{model::Topology::Mail::not_asked};
    scene.add(host("192.0.2.1", {Role::self}, {"192.0.2.1"}));
    const auto needs = wanted("imap", scene.topology);
    ASSERT_EQ(needs.of<model::MailSession>().size(), 2U);
    EXPECT_EQ(needs.of<model::MailSession>()[0].service, model::imap);
    EXPECT_EQ(needs.of<model::MailSession>()[1].service, model::imaps);
}

}  // namespace
}  // namespace mailwatchd::checks::imap
