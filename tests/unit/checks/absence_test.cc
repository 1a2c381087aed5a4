// What every check says of a target that is not there, of hosts that do not answer, and of
// questions that the DNS does not answer: no check has rules of its own.
#include "by_row.h"
#include "support/judge_table.h"

#include <gtest/gtest.h>

#include <map>

using namespace mailwatchd;
using namespace mailwatchd::test;
using model::Reason;
using model::Role;
using Mail = model::Topology::Mail;
using Names = std::vector<std::string_view>;

namespace {

/// The checks whose verdicts rest on the addresses of hosts.
const Names about_hosts{"mx_connection", "reverse_dns",    "dnsbl", "spf_enforcement",
                        "open_relay",    "plaintext_auth", "pop3",  "imap",
                        "reputation",    "transport_tls"};
/// Those of them that look for a service.
const Names about_services{"spf_enforcement", "open_relay", "plaintext_auth", "pop3", "imap",
                           "transport_tls"};

model::Report report_of(std::string_view check, const Scene& scene) {
    auto report = judged(check, scene.world());
    record_outcome(report, check);
    return report;
}

std::string shown(const model::Report& report) {
    return std::string{name(report.verdict)} + ' ' + std::string{name(report.reason)} + ' ' +
           (report.score ? std::to_string(*report.score) : "-");
}

struct StateRow {
    const char* name;
    Mail mail;
    Reason reason;
    const char* finding;
};

const StateRow states[] = {
    {"null_mx", Mail::null_mx, Reason::no_mail, "MX_NULL"},
    {"no_mail_host", Mail::none, Reason::no_mail_host, "MX_NOWHERE"},
    {"no_such_domain", Mail::no_domain, Reason::no_such_domain, "MX_NO_SUCH_DOMAIN"},
};

class Absence : public testing::TestWithParam<StateRow> {};

TEST_P(Absence, has_one_reason_for_all) {
    const Scene scene{GetParam().mail};
    for (const auto check : about_hosts) {
        const auto report = report_of(check, scene);
        EXPECT_EQ(shown(report), "no_info " + std::string{name(GetParam().reason)} + " -") << check;
        if (check == "mx_connection") {
            EXPECT_NE(found(report, GetParam().finding), nullptr);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Table, Absence, testing::ValuesIn(states), name_of_row);

/// Not "no SPF record": there is no name that could have one.
TEST(Absence, a_domain_that_does_not_exist_has_no_verdict_at_all) {
    const Scene scene{Mail::no_domain};
    for (const auto* const check : checks::all()) {
        const auto report = report_of(check->name, scene);
        EXPECT_EQ(shown(report), "no_info no_such_domain -") << check->name;
    }
}

/// The MX record is there, but its host is not: the domain wants mail.
TEST(Absence, mx_hosts_without_address_are_no_mail_host) {
    Scene scene;
    auto gone = host("gone.example.net", {Role::mx});
    gone.failure = base::Failure{base::Errc::no_such_name, "A gone.example.net"};
    scene.add(std::move(gone));
    for (const auto check : about_hosts) {
        if (check == "mx_connection") continue;
        EXPECT_EQ(shown(report_of(check, scene)), "no_info no_mail_host -") << check;
    }
    EXPECT_EQ(shown(report_of("mx_connection", scene)), "failed  0");
}

model::Host unanswered(model::Host made, model::Address::Family family, bool is_awaited) {
    const bool is_v4 = family == model::Address::Family::v4;
    const base::Failure failure{base::Errc::server_failure,
                                std::string{"SERVFAIL: "} + (is_v4 ? "A " : "AAAA ") + made.name};
    made.unanswered.push_back({family, failure, is_awaited ? 1U : 3U, is_awaited});
    if (!made.failure) made.failure = failure;
    return made;
}

constexpr auto v4 = model::Address::Family::v4;
constexpr auto v6 = model::Address::Family::v6;

/// A sound host; what no list said of it, dnsbl and reputation do not judge.
Scene sound(model::Host first) {
    Scene scene;
    scene.add(std::move(first));
    model::ReverseDns look;
    look.address = ip("192.0.2.1");
    look.names = std::vector<std::string>{"mx1.example.org"};
    look.forward = {{"mx1.example.org", std::vector<model::Address>{ip("192.0.2.1")}}};
    model::Capabilities offers;
    offers.starttls = true;
    auto smtp = open(offers);
    smtp.session.upgrade = model::Upgrade::done;
    scene.reverse(std::move(look)).shows(25, std::move(smtp)).shows(995, open_tls());
    return scene;
}

model::Host mx1() { return host("mx1.example.org", {Role::mx}, {"192.0.2.1"}); }

const std::map<std::string_view, std::string> sound_verdicts{
    {"mx_connection", "passed  100"},  {"reverse_dns", "passed  100"},
    {"plaintext_auth", "passed  100"}, {"pop3", "passed  100"},
    {"imap", "no_info no_service -"},  {"transport_tls", "passed  100"},
};

TEST(Unanswered, nothing_is_missing) {
    for (const auto& [check, verdict] : sound_verdicts)
        EXPECT_EQ(shown(report_of(check, sound(mx1()))), verdict) << check;
}

TEST(Unanswered, the_known_addresses_are_judged) {
    const auto scene = sound(unanswered(mx1(), v6, false));
    for (const auto& [check, verdict] : sound_verdicts)
        EXPECT_EQ(shown(report_of(check, scene)), verdict) << check;
}

TEST(Unanswered, the_question_is_named) {
    const auto report = report_of("mx_connection", sound(unanswered(mx1(), v6, false)));
    const auto* const finding = found(report, "MX_UNANSWERED");
    ASSERT_NE(finding, nullptr);
    EXPECT_EQ(finding->detail, "SERVFAIL: AAAA mx1.example.org");
    EXPECT_EQ(finding->subject.shown(), "mx1.example.org");
    EXPECT_EQ(finding->kind->severity, model::Severity::info);
}

TEST(Unanswered, silence_is_named_as_such) {
    auto lacking = mx1();
    lacking.unanswered.push_back(
        {v6, base::Failure{base::Errc::timed_out, "AAAA mx1.example.org"}, 3, false});
    const auto report = report_of("mx_connection", sound(std::move(lacking)));
    EXPECT_EQ(found(report, "MX_UNANSWERED")->detail, "timeout: AAAA mx1.example.org");
}

TEST(Unanswered, the_mx_question_is_named_too) {
    Scene scene{Mail::unknown};
    scene.topology.failure = base::Failure{base::Errc::server_failure, "SERVFAIL: MX example.org"};
    const auto report = report_of("mx_connection", scene);
    EXPECT_EQ(shown(report), "no_info dns_failure -");
    EXPECT_EQ(found(report, "MX_UNANSWERED")->detail, "SERVFAIL: MX example.org");
}

TEST(Unanswered, an_awaited_answer_holds_up_what_would_pass) {
    const auto scene = sound(unanswered(mx1(), v6, true));
    for (const auto& [check, verdict] : sound_verdicts) {
        // One host that answers is enough there.
        const auto expected = check == "mx_connection" ? verdict : "no_info dns_failure -";
        EXPECT_EQ(shown(report_of(check, scene)), expected) << check;
    }
}

/// The second host is known by its name only.
Scene beside_unknown(bool is_awaited) {
    auto scene = sound(mx1());
    auto second = host("mx2.example.org", {Role::mx});
    second = unanswered(unanswered(std::move(second), v4, is_awaited), v6, is_awaited);
    scene.add(std::move(second));
    return scene;
}

TEST(Unanswered, a_host_that_nobody_knows_leaves_the_others_their_verdicts) {
    for (const auto& [check, verdict] : sound_verdicts) {
        const auto report = report_of(check, beside_unknown(false));
        // What the other host offers is not known.
        const auto expected = check == "imap" ? "no_info dns_failure -" : verdict;
        EXPECT_EQ(shown(report), expected) << check;
    }
}

TEST(Unanswered, a_host_that_nobody_knows_is_awaited_at_first) {
    for (const auto& [check, verdict] : sound_verdicts) {
        const auto expected = check == "mx_connection" ? verdict : "no_info dns_failure -";
        EXPECT_EQ(shown(report_of(check, beside_unknown(true))), expected) << check;
    }
}

TEST(Unanswered, nothing_known_is_no_verdict_however_long_it_lasts) {
    auto alone = unanswered(unanswered(host("mx1.example.org", {Role::mx}), v4, false), v6, false);
    Scene scene;
    scene.add(std::move(alone));
    for (const auto check : about_hosts)
        EXPECT_EQ(shown(report_of(check, scene)), "no_info dns_failure -") << check;
}

Scene all_filtered(Scene scene, std::string_view address = "192.0.2.1") {
    for (const auto& service : model::services) scene.port(address, service.port, filtered());
    return scene;
}

TEST(NotOffered, by_a_host_that_refuses_every_port) {
    for (const auto check : about_services)
        EXPECT_EQ(shown(report_of(check, one_mx())), "no_info no_service -") << check;
}

TEST(NotOffered, by_a_host_that_filters_some_ports) {
    const auto scene = all_filtered(one_mx()).shows(587, closed());
    for (const auto check : about_services)
        EXPECT_EQ(shown(report_of(check, scene)), "no_info no_service -") << check;
}

TEST(NotOffered, is_not_said_of_a_host_that_does_not_answer) {
    for (const auto check : about_services)
        EXPECT_EQ(shown(report_of(check, all_filtered(one_mx()))), "no_info timeout -") << check;
}

TEST(NotOffered, is_not_said_beside_a_host_that_does_not_answer) {
    Scene scene = one_mx();
    scene.add(host("mx2.example.org", {Role::mx}, {"192.0.2.2"}));
    scene = all_filtered(std::move(scene), "192.0.2.2");
    for (const auto check : about_services)
        EXPECT_EQ(shown(report_of(check, scene)), "no_info timeout -") << check;
}

TEST(NotOffered, is_not_said_beside_a_host_that_is_never_connected) {
    Scene scene = one_mx();
    auto inside = host("mx2.example.org", {Role::mx});
    inside.refused = {ip("10.0.0.1")};
    scene.add(std::move(inside));
    for (const auto check : about_services)
        EXPECT_EQ(shown(report_of(check, scene)), "no_info address_refused -") << check;
}

/// A host that is down prevents no verdict about the others.
TEST(NotOffered, a_silent_host_prevents_no_verdict) {
    auto scene = sound(mx1());
    scene.add(host("mx2.example.org", {Role::mx}, {"192.0.2.2"}));
    scene = all_filtered(std::move(scene), "192.0.2.2");
    for (const auto check : {"plaintext_auth", "pop3", "transport_tls"})
        EXPECT_EQ(shown(report_of(check, scene)), sound_verdicts.at(check)) << check;
    EXPECT_EQ(shown(report_of("imap", scene)), "no_info timeout -");
}

TEST(NotOffered, a_bare_host_is_no_exception) {
    Scene scene{Mail::not_asked};
    scene.add(host("192.0.2.1", {Role::self}, {"192.0.2.1"}));
    EXPECT_EQ(shown(report_of("mx_connection", scene)), "no_info no_service -");
    EXPECT_EQ(shown(report_of("mx_connection", all_filtered(scene))), "no_info timeout -");
}

}  // namespace
