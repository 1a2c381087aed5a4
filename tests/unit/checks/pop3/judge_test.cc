#include "support/judge_table.h"
#include "unit/checks/by_row.h"

#include <gtest/gtest.h>

namespace mailwatchd::checks::pop3 {
namespace {

using model::Reason;
using model::Role;
using namespace test;  // NOLINT(google-build-using-namespace): the words of the tables

Look safe() { return open({.lines = {"STLS", "UIDL"}, .starttls = true}); }
Look user() { return open({.lines = {"STLS", "USER"}, .starttls = true, .user_command = true}); }
Look sasl(std::string mechanism) {
    return open({.lines = {"SASL " + mechanism}, .mechanisms = {mechanism}, .starttls = true});
}
Look no_capa() { return stops(model::Stage::finished); }

Row ports(const char* name, Look clear, Look implicit, Expected expected) {
    return row(name, one_mx().shows(110, std::move(clear)).shows(995, std::move(implicit)),
               std::move(expected));
}

Scene two_hosts(Look first_110, Look first_995, Look second_110, Look second_995) {
    auto scene = one_mx();
    scene.shows(110, std::move(first_110)).shows(995, std::move(first_995));
    scene.add(host("pop.example.org", {Role::mailbox}, {"192.0.2.2"}));
    scene.port("192.0.2.2", 110, std::move(second_110))
        .port("192.0.2.2", 995, std::move(second_995));
    return scene;
}

Scene two_families(Look v4_110, Look v6_110) {
    Scene scene;
    scene.add(host("mx1.example.org", {Role::mx}, {"192.0.2.1", "2001:db8::1"}));
    scene.port("192.0.2.1", 110, std::move(v4_110)).port("2001:db8::1", 110, std::move(v6_110));
    return scene;
}

Scene host_with(std::optional<base::Failure> failure, const std::vector<std::string>& refused) {
    Scene scene;
    auto made = host("mx1.example.org", {Role::mx});
    made.failure = std::move(failure);
    for (const auto& address : refused) made.refused.push_back(ip(address));
    scene.add(std::move(made));
    return scene;
}

// docs/scoring.md, The points: every mark, and every reason.
const Row rows[] = {
    ports("implicit_alone", closed(), open_tls(), passed(100).without({"POP3_PORT_OPEN"})),
    ports("both_login_refused", safe(), open_tls(), passed(75).with({"POP3_PORT_OPEN"})),
    ports("clear_alone_login_refused", safe(), closed(), passed(50).with({"POP3S_MISSING"})),
    ports("clear_login_with_995", user(), open_tls(), failed(25).with({"POP3_CLEARTEXT_LOGIN"})),
    ports("clear_login_alone", user(), closed(), failed(0).with({"POP3_CLEARTEXT_LOGIN"})),
    ports("clear_login_995_undecided", user(), unknown(Reason::timeout), failed(25)),
    ports("sasl_plain", sasl("PLAIN"), closed(), failed(0)),
    ports("sasl_login", sasl("LOGIN"), open_tls(), failed(25)),
    ports("sasl_token", sasl("XOAUTH2"), closed(), failed(0)),
    ports("sasl_hidden", sasl("CRAM-MD5"), open_tls(), passed(75)),
    ports("no_capa", no_capa(), closed(), passed(50).with({"POP3_WITHOUT_CAPA"})),
    ports("no_capa_with_995", no_capa(), open_tls(), passed(50).with({"POP3_WITHOUT_CAPA"})),
    ports("neither", closed(), filtered(), no_info(Reason::no_service)),
    ports("p9_other_protocol", accepting(Reason::malformed), closed(),
          no_info(Reason::no_service).with({"POP3_NO_GREETING"})),
    ports("p9_other_protocol_on_the_tls_port", closed(), accepting(Reason::malformed),
          no_info(Reason::no_service).with({"POP3_NO_GREETING"})),
    ports("cut_off_inside_tls", closed(), stops(model::Stage::greeted, base::Errc::timed_out),
          no_info(Reason::timeout)),
    ports("p10_accepts_and_closes", accepting(Reason::refused_us), closed(),
          no_info(Reason::refused_us)),
    ports("p3_slow", accepting(Reason::slow_greeting), closed(), no_info(Reason::slow_greeting)),
    ports("clear_unknown", unknown(Reason::timeout), open_tls(), no_info(Reason::timeout)),
    ports("implicit_unknown", safe(), unknown(Reason::timeout), no_info(Reason::timeout)),
    ports("interrupted", unknown(Reason::interrupted), closed(), no_info(Reason::interrupted)),
    ports("greeting_refuses", refuses(), open_tls(), no_info(Reason::refused_us)),
    ports("implicit_refuses_is_there", closed(), refuses(), passed(100)),
    ports("capa_timed_out", stops(model::Stage::greeted, base::Errc::timed_out), closed(),
          no_info(Reason::timeout)),
    ports("capa_reset", stops(model::Stage::greeted, base::Errc::reset), closed(),
          no_info(Reason::refused_us)),
    ports("capa_malformed", stops(model::Stage::greeted, base::Errc::malformed), closed(),
          no_info(Reason::malformed)),
    ports("capa_cancelled", stops(model::Stage::greeted, base::Errc::cancelled), closed(),
          no_info(Reason::interrupted)),
    row("worst_address_counts", two_hosts(closed(), open_tls(), user(), open_tls()), failed(25)),
    row("lowest_score_counts", two_hosts(closed(), open_tls(), safe(), closed()), passed(50)),
    row("silent_host_is_left_out", two_hosts(closed(), closed(), closed(), open_tls()),
        passed(100)),
    row("unknown_holds_a_pass_up",
        two_hosts(closed(), open_tls(), unknown(Reason::timeout), closed()),
        no_info(Reason::timeout)),
    row("unknown_hides_no_failure", two_hosts(user(), closed(), unknown(Reason::timeout), closed()),
        failed(0)),
    row("p13_no_route_for_v6", two_families(safe(), unknown(Reason::no_route)), passed(50)),
    row("p13_no_route_at_all", two_families(unknown(Reason::no_route), unknown(Reason::no_route)),
        no_info(Reason::no_route)),
    row("prober_unhealthy", one_mx().shows(110, user()).prober(Reason::prober_unhealthy),
        no_info(Reason::prober_unhealthy)),
    row("mx_unknown", Scene{model::Topology::Mail::unknown}, no_info(Reason::dns_failure)),
    row("d11_null_mx", Scene{model::Topology::Mail::null_mx}, no_info(Reason::no_mail)),
    row("no_mail_host", Scene{model::Topology::Mail::none}, no_info(Reason::no_mail_host)),
    row("d1_addresses_unknown", host_with(base::Failure{base::Errc::timed_out, "A"}, {}),
        no_info(Reason::dns_failure)),
    row("host_without_address", host_with(base::Failure{base::Errc::no_such_name, "A"}, {}),
        no_info(Reason::no_mail_host)),
    row("a1_special_purpose", host_with({}, {"10.0.0.1"}), no_info(Reason::address_refused)),
};

class Pop3 : public testing::TestWithParam<Row> {};

TEST_P(Pop3, judges) {
    expect_report(judged("pop3", GetParam().scene.world()), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(Table, Pop3, testing::ValuesIn(rows), name_of_row);

TEST(Pop3, special_purpose_address_matters_only_alone) {
    auto scene = one_mx().shows(995, open_tls());
    auto inner = host("mx2.example.org", {Role::mx});
    inner.refused.push_back(ip("10.0.0.1"));
    scene.add(std::move(inner));
    expect_report(judged("pop3", scene.world()), passed(100));
}

TEST(Pop3, null_mx_target_with_a_mailbox_host_is_judged) {
    Scene scene{model::Topology::Mail::null_mx};
    scene.add(host("pop.example.org", {Role::mailbox}, {"192.0.2.9"}));
    scene.port("192.0.2.9", 110, user());
    expect_report(judged("pop3", scene.world()), failed(0));
}

TEST(Pop3, names_software_with_the_greeting_as_evidence) {
    auto dovecot = safe();
    dovecot.session.greeting = "+OK Dovecot ready.";
    const auto report = judged("pop3", one_mx().shows(110, dovecot).world());
    const auto* const service = found(report, "POP3_SERVICE_FOUND");
    ASSERT_NE(service, nullptr);
    EXPECT_EQ(service->evidence, "+OK Dovecot ready.");
    EXPECT_EQ(service->detail, "Dovecot");
    EXPECT_EQ(service->subject.shown(), "mx1.example.org[192.0.2.1]:110");
    EXPECT_EQ(service->kind->severity, model::Severity::info);
}

struct Answer {
    const char* name;
    std::uint16_t port;
    std::string greeting;
    std::optional<base::Errc> failure;
    const char* detail;
};

const Answer answers[] = {
    {"ssh", 110, "SSH-2.0-OpenSSH_9.2", base::Errc::malformed, "answered by SSH"},
    {"tls", 110, "\x15\x03\x03", base::Errc::malformed, "answered by TLS"},
    {"no_tls", 995, "+OK ready", base::Errc::tls_failed, "answered by POP3, without TLS"},
    {"unknown", 995, "hello", base::Errc::tls_failed,
     "answered by an unknown protocol, without TLS"},
    {"nothing", 110, "", base::Errc::timed_out, "waiting for greeting: no answer in time"},
};

/// A port that is open but does not speak POP3 says what answered, verbatim and in words.
TEST(Pop3, another_protocol_is_named) {
    for (const auto& [name, number, greeting, failure, detail] : answers) {
        SCOPED_TRACE(name);
        auto look = accepting(Reason::malformed);
        look.session.greeting = greeting;
        look.session.failure = base::Failure{*failure, "greeting: read"};
        const auto report = judged("pop3", one_mx().shows(number, look).world());
        const auto* const finding = found(report, "POP3_NO_GREETING");
        ASSERT_NE(finding, nullptr);
        EXPECT_EQ(finding->evidence, greeting);
        EXPECT_EQ(finding->detail, detail);
    }
}

TEST(Pop3, notes_apop) {
    auto look = safe();
    look.session.apop = true;
    EXPECT_NE(found(judged("pop3", one_mx().shows(110, look).world()), "POP3_APOP"), nullptr);
    EXPECT_EQ(found(judged("pop3", one_mx().shows(110, safe()).world()), "POP3_APOP"), nullptr);
}

TEST(Pop3, measures_the_greeting) {
    const auto report = judged("pop3", one_mx().shows(995, open_tls()).world());
    ASSERT_EQ(report.measurements.size(), 1U);
    EXPECT_EQ(report.measurements.front().name, "greeting_seconds");
    EXPECT_DOUBLE_EQ(report.measurements.front().value, 1.5);
}

TEST(Pop3, wants_both_ports_of_hosts_that_receive_or_keep_mail) {
    Scene scene;
    scene.add(host("mx1.example.org", {Role::mx}, {"192.0.2.1", "2001:db8::1"}))
        .add(host("pop.example.org", {Role::mailbox}, {"192.0.2.2"}))
        .add(host("www.example.org", {Role::self}, {"192.0.2.3"}))
        .add(host("out.example.org", {Role::sender}, {"192.0.2.4"}))
        .add(host("smtp.example.org", {Role::submission}, {"192.0.2.5"}));
    const auto needs = wanted("pop3", scene.topology);
    EXPECT_EQ(needs.of<model::MailSession>().size(), 8U);
    for (const auto& endpoint : needs.of<model::MailSession>()) {
        EXPECT_TRUE(endpoint.service == model::pop3 || endpoint.service == model::pop3s);
        EXPECT_NE(endpoint.host, "out.example.org");
        EXPECT_NE(endpoint.host, "smtp.example.org");
    }
    EXPECT_TRUE(needs.of<model::ReverseDns>().empty());
    EXPECT_TRUE(needs.of<model::Listing>().empty());
}

}  // namespace
}  // namespace mailwatchd::checks::pop3
