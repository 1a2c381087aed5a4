#include "support/judge_table.h"
#include "unit/checks/by_row.h"

#include <gtest/gtest.h>

namespace mailwatchd::checks::transport_tls {
namespace {

using model::Reason;
using model::Role;
using Mail = model::Topology::Mail;
using namespace test;  // NOLINT(google-build-using-namespace): the words of the tables

/// TLS is offered, and no login before it, for any of the three protocols.
Look well() { return open({.starttls = true, .login_disabled = true}); }
Look no_tls() { return open({.lines = {"SIZE"}, .login_disabled = true}); }
Look login() {
    return open({.lines = {"LOGIN"},
                 .mechanisms = {"PLAIN"},
                 .starttls = true,
                 .login_disabled = true,
                 .user_command = true});
}
/// TLS is requested `times` sessions in a row, and never comes about.
Look in_vain(model::Upgrade how, int times, std::optional<base::Errc> why = std::nullopt,
             std::string reply = {}) {
    auto look = well();
    look.session.upgrade = how;
    look.session.upgrades_in_vain = times;
    look.session.upgrade_reply = std::move(reply);
    if (!why) return look;
    look.session.stage = model::Stage::capabilities;
    look.session.failure = base::Failure{*why, "STARTTLS: read"};
    return look;
}
/// The session ends early, inside TLS.
Look cut_off_inside() {
    auto look = open_tls();
    look.session.after_tls = {};
    look.session.stage = model::Stage::greeted;
    look.session.failure = base::Failure{base::Errc::timed_out, "EHLO inside TLS: read"};
    return look;
}
/// The greeting announces capabilities, and nothing follows.
Look capabilities_in_the_greeting() {
    auto look = well();
    look.session.upgrade = model::Upgrade::not_tried;
    look.session.stage = model::Stage::greeted;
    look.session.failure = base::Failure{base::Errc::timed_out, "a1 CAPABILITY: read"};
    return look;
}
Look preauth() {
    auto look = well();
    look.session.upgrade = model::Upgrade::not_tried;
    look.session.preauth = true;
    return look;
}
Look injected() {
    auto look = well();
    look.session.bytes_after_starttls = true;
    return look;
}
Look version(std::string text) {
    auto look = well();
    look.session.tls =
        model::TlsFacts{.version = std::move(text), .chain = model::ChainVerdict::trusted};
    return look;
}

Row port(const char* name, std::uint16_t number, Look look, Expected expected) {
    return row(name, one_mx().shows(number, std::move(look)), std::move(expected));
}

Scene two_mx(Look first, Look second) {
    auto scene = one_mx().shows(25, std::move(first));
    scene.add(host("mx2.example.org", {Role::mx}, {"192.0.2.2"}));
    return scene.port("192.0.2.2", 25, std::move(second));
}

Scene only_refused() {
    auto inner = host("mx1.example.org", {Role::mx});
    inner.refused.push_back(ip("10.0.0.1"));
    return Scene{}.add(std::move(inner));
}

const Row rows[] = {
    port("smtp_well", 25, well(), passed(100)),
    port("pop3_well", 110, well(), passed(100)),
    port("imap_well", 143, well(), passed(100)),
    port("submission_well", 587, well(), passed(100)),
    port("implicit_only", 993, open_tls(), passed(100)),
    port("smtp_without_tls", 25, no_tls(), failed(0).with({"SMTP_WITHOUT_TLS"})),
    port("pop3_without_tls", 110, no_tls(), failed(0).with({"POP3_WITHOUT_TLS"})),
    port("pop3_without_capa", 110, stops(model::Stage::finished),
         failed(0).with({"POP3_WITHOUT_TLS"})),
    port("imap_without_tls", 143, no_tls(), failed(0).with({"IMAP_WITHOUT_TLS"})),
    port("submission_without_tls", 587, no_tls(), failed(0).with({"SUBMISSION_WITHOUT_TLS"})),
    port("pop3_login", 110, login(), failed(0)),
    port("imap_login", 143, login(), failed(0)),
    port("submission_login", 587, login(), failed(0)),
    port("smtp_login_is_plaintext_auths", 25, login(), passed(100)),
    port("upgrade_deferred_once", 25,
         in_vain(model::Upgrade::refused, 1, {}, "454 4.7.0 TLS not available"),
         no_info(Reason::deferred).with({"STARTTLS_BROKEN"})),
    port("upgrade_refused_once", 25, in_vain(model::Upgrade::refused, 1, {}, "502 no"),
         no_info(Reason::refused_us).with({"STARTTLS_BROKEN"})),
    port("upgrade_refused_twice", 25, in_vain(model::Upgrade::refused, 2),
         passed(60).with({"STARTTLS_BROKEN"})),
    port("handshake_failed_once", 143, in_vain(model::Upgrade::failed, 1, base::Errc::tls_failed),
         no_info(Reason::malformed).with({"STARTTLS_BROKEN"})),
    port("handshake_failed_twice", 143, in_vain(model::Upgrade::failed, 2, base::Errc::tls_failed),
         passed(60).with({"STARTTLS_BROKEN"})),
    port("starttls_unanswered_once", 25,
         in_vain(model::Upgrade::unanswered, 1, base::Errc::timed_out),
         no_info(Reason::timeout).with({"STARTTLS_BROKEN"})),
    port("starttls_unanswered_twice", 25,
         in_vain(model::Upgrade::unanswered, 2, base::Errc::timed_out),
         passed(60).with({"STARTTLS_BROKEN"})),
    port("starttls_closed_once", 587, in_vain(model::Upgrade::unanswered, 1, base::Errc::reset),
         no_info(Reason::refused_us).with({"STARTTLS_BROKEN"})),
    port("starttls_garbage_once", 110,
         in_vain(model::Upgrade::unanswered, 1, base::Errc::malformed),
         no_info(Reason::malformed).with({"STARTTLS_BROKEN"})),
    port("cut_off_inside_tls_once", 25, in_vain(model::Upgrade::done, 1, base::Errc::reset),
         no_info(Reason::refused_us).with({"STARTTLS_BROKEN"})),
    port("cut_off_inside_implicit_tls", 465, cut_off_inside(), no_info(Reason::timeout)),
    port("implicit_tls_that_refuses_is_there", 993, refuses(), passed(100)),
    port("capabilities_in_the_greeting_alone", 143, capabilities_in_the_greeting(),
         no_info(Reason::timeout).without({"STARTTLS_BROKEN"})),
    port("preauth_forbids_tls", 143, preauth(), failed(0).with({"IMAP_WITHOUT_TLS"})),
    port("p7_bytes_after_starttls", 25, injected(), passed(100).with({"STARTTLS_BYTES_INJECTED"})),
    port("tls_1_0", 25, version("TLSv1"), passed(100).with({"TLS_VERSION_OLD"})),
    port("tls_1_1", 25, version("TLSv1.1"), passed(100).with({"TLS_VERSION_OLD"})),
    port("tls_1_2", 25, version("TLSv1.2"), passed(100).without({"TLS_VERSION_OLD"})),
    port("nothing_open", 25, closed(), no_info(Reason::no_service)),
    port("p9_other_protocol", 25, accepting(Reason::malformed), no_info(Reason::no_service)),
    port("p10_accepts_and_closes", 587, accepting(Reason::refused_us), no_info(Reason::refused_us)),
    port("p3_slow", 25, accepting(Reason::slow_greeting), no_info(Reason::slow_greeting)),
    port("timeout", 993, unknown(Reason::timeout), no_info(Reason::timeout)),
    port("p4_greeting_421", 25, refuses(421), no_info(Reason::deferred)),
    port("p4_greeting_554", 25, refuses(554), no_info(Reason::refused_us)),
    port("pop3_refuses", 110, refuses(), no_info(Reason::refused_us)),
    row("half_failed", two_mx(well(), no_tls()), failed(25)),
    row("unknown_hides_no_failure", two_mx(unknown(Reason::timeout), no_tls()), failed(0)),
    row("unknown_holds_a_pass_up", two_mx(unknown(Reason::timeout), well()),
        no_info(Reason::timeout)),
    row("prober_unhealthy", one_mx().shows(25, no_tls()).prober(Reason::prober_unhealthy),
        no_info(Reason::prober_unhealthy)),
    row("mx_unknown", Scene{Mail::unknown}, no_info(Reason::dns_failure)),
    row("d11_null_mx", Scene{Mail::null_mx}, no_info(Reason::no_mail)),
    row("a1_special_purpose_alone", only_refused(), no_info(Reason::address_refused)),
};

class TransportTls : public testing::TestWithParam<Row> {};

TEST_P(TransportTls, judges) {
    expect_report(judged("transport_tls", GetParam().scene.world()), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(Table, TransportTls, testing::ValuesIn(rows), name_of_row);

/// Evidence is what the server sent; what we waited for is said beside it.
TEST(TransportTls, evidence_of_a_broken_starttls) {
    const auto finding_of = [](Look look) {
        const auto report = judged("transport_tls", one_mx().shows(25, std::move(look)).world());
        return *found(report, "STARTTLS_BROKEN");
    };
    const auto refused =
        finding_of(in_vain(model::Upgrade::refused, 2, {}, "454 4.7.0 TLS not available"));
    EXPECT_EQ(refused.evidence, "454 4.7.0 TLS not available");
    EXPECT_EQ(refused.detail, "the server refused to start TLS");
    const auto silent = finding_of(in_vain(model::Upgrade::unanswered, 2, base::Errc::timed_out));
    EXPECT_EQ(silent.evidence, "");
    EXPECT_EQ(silent.detail, "waiting for STARTTLS: no answer in time");
}

/// One unencrypted login is one finding, of the check that the port belongs to.
TEST(TransportTls, a_clear_text_login_is_one_finding) {
    for (const auto& service : {model::smtp, model::pop3, model::imap, model::submission}) {
        auto capabilities = login().session.before_tls;
        capabilities.login_disabled = false;
        const auto world = one_mx().shows(service.port, open(capabilities)).world();
        int findings = 0;
        for (const auto* const check : {"transport_tls", "plaintext_auth", "pop3", "imap"})
            for (const auto& finding : judged(check, world).findings)
                findings += finding.kind->severity <= model::Severity::high ? 1 : 0;
        EXPECT_EQ(findings, 1) << service.name;
    }
}

TEST(TransportTls, wants_all_ports_of_all_hosts_but_senders) {
    Scene scene;
    scene.add(host("mx1.example.org", {Role::mx}, {"192.0.2.1"}))
        .add(host("pop.example.org", {Role::mailbox}, {"192.0.2.2"}))
        .add(host("smtp.example.org", {Role::submission}, {"192.0.2.3"}))
        .add(host("out.example.org", {Role::sender}, {"192.0.2.4"}));
    EXPECT_EQ(wanted("transport_tls", scene.topology).of<model::MailSession>().size(), 21U);
}

}  // namespace
}  // namespace mailwatchd::checks::transport_tls
