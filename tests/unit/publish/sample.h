// One target with an example of everything, and the facts of its hosts.
#pragma once

#include "publish/audit.h"
#include "publish/facts.h"
#include "support/readings.h"

#include <memory>
#include <set>
#include <string>
#include <vector>

namespace mailwatchd::publish {

using std::chrono_literals::operator""h;
using std::chrono_literals::operator""ms;

inline constexpr base::Instant noon{std::chrono::seconds{1'795'348'800}};  // 2026-11-22T12:00:00Z

inline const model::FindingKind cleartext{
    "POP3_CLEARTEXT_LOGIN",
    model::Severity::high,
    "POP3 accepts passwords without encryption",
    "Anybody on the network path can read them.",
    "Refuse logins before TLS (Dovecot: disable_plaintext_auth = yes). Move clients to POP3S on "
    "port 995 "
    "and close 110 when its log shows no more logins.",
    "RFC 8314 §3, §4.1",
    "CWE-319"};
inline const model::FindingKind other_name{"PTR_OTHER_NAME",
                                           model::Severity::low,
                                           "The confirmed PTR name is not the mail host's name",
                                           "",
                                           "Nothing, or change the PTR record to the MX name.",
                                           "RFC 8601 §3",
                                           ""};
inline const model::FindingKind service_found{"POP3_SERVICE_FOUND",
                                              model::Severity::info,
                                              "A POP3 service was found",
                                              "",
                                              "Compare.",
                                              "RFC 1939",
                                              ""};

inline model::Address address(std::string_view text) { return *model::Address::parse(text); }

inline model::Subject endpoint(std::string_view ip, const model::Service& service) {
    return model::Subject::endpoint({"mx1.example.org", address(ip), service});
}

inline std::shared_ptr<const model::Topology> sample_topology() {
    auto topology = std::make_shared<model::Topology>();
    topology->target = {model::TargetKind::domain, "example.org"};
    topology->mail = model::Topology::Mail::mx;
    topology->mx = {{10, "mx1.example.org"}, {20, "mx2.example.org"}};
    model::Host host;
    host.name = "mx1.example.org";
    host.roles.add(model::Role::mx);
    host.roles.add(model::Role::mailbox);
    host.addresses = {address("192.0.2.25"), address("2001:db8::25")};
    topology->hosts = {host};
    return topology;
}

inline model::CheckState check(std::string name, model::Report report) {
    model::CheckState state;
    state.check = std::move(name);
    state.report = std::move(report);
    state.concluded =
        state.report.verdict != model::Verdict::no_info || is_conclusive(state.report.reason);
    state.concluded_at = noon;
    state.last_run = noon;
    state.last_reason = state.report.reason;
    if (state.is_inconclusive()) state.inconclusive_since = noon;
    return state;
}

inline std::shared_ptr<model::TargetState> sample_state() {
    auto state = std::make_shared<model::TargetState>();
    state->target = {model::TargetKind::domain, "example.org"};
    state->last_round = noon;
    state->next_due = noon + 24h;
    state->score = 56;
    state->topology = sample_topology();
    auto reverse = model::Report::passed(80);
    reverse.findings = {{&other_name,
                         model::Subject::address("mx1.example.org", address("192.0.2.25")),
                         "a.example.net"}};
    auto pop3 = model::Report::failed(25);
    pop3.findings = {
        {&service_found, endpoint("192.0.2.25", model::pop3), "Dovecot"},
        {&cleartext, endpoint("192.0.2.25", model::pop3),
         "+OK \x1b]0;owned\x07 ready\r\nNov 22 forged: line"},
        {&cleartext, endpoint("2001:db8::25", model::pop3), ""},
    };
    pop3.measurements = {
        {endpoint("192.0.2.25", model::pop3), "greeting_seconds", 0.25, "seconds"}};
    state->checks = {
        check("mx_connection", model::Report::passed(100)),
        check("reverse_dns", std::move(reverse)),
        check("dnsbl", model::Report::no_info(model::Reason::too_few_sources)),
        check("pop3", std::move(pop3)),
        check("imap", model::Report::no_info(model::Reason::no_service)),
        check("plaintext_auth", model::Report::passed(100)),
    };
    state->checks.back().last_reason =
        model::Reason::timeout;  // The earlier verdict remains: the last run was inconclusive.
    state->checks.back().last_run = noon + 1h;
    state->checks.back().inconclusive_since = noon + 1h;
    return state;
}

inline model::Reading reading(model::Subject subject, const model::ReadingKind& kind,
                              std::string value, std::string argument = {}) {
    model::Reading out;
    out.subject = std::move(subject);
    out.kind = &kind;
    out.argument = std::move(argument);
    out.value = std::move(value);
    out.taken_at = noon;
    return out;
}

inline std::vector<model::Reading> sample_readings() {
    const auto v4 = model::Subject::address("mx1.example.org", address("192.0.2.25"));
    return {
        reading(model::Subject::name("example.org"), reading::mx,
                "10 mx1.example.org, 20 mx2.example.org"),
        reading(v4, reading::listed, "listed", "bl.example"),
        reading(v4, reading::listed, "clear", "zen.example"),
        reading(v4, reading::ptr, "mismatch"),
        reading(endpoint("192.0.2.25", model::smtp), reading::port, "open"),
        reading(endpoint("192.0.2.25", model::smtp), reading::service, "Postfix"),
        reading(endpoint("192.0.2.25", model::smtp), reading::starttls, "offered"),
        reading(endpoint("192.0.2.25", model::pop3), reading::port, "open"),
        reading(endpoint("192.0.2.25", model::pop3), reading::service, "Dovecot"),
        reading(endpoint("192.0.2.25", model::pop3), reading::starttls, "absent"),
        reading(endpoint("192.0.2.25", model::pop3), reading::cleartext_login, "yes"),
        reading(endpoint("192.0.2.25", model::pop3s), reading::port, "closed"),
        reading(endpoint("192.0.2.25", model::imap), reading::port, "filtered"),
        reading(endpoint("192.0.2.25", model::submission), reading::port, "accepting"),
        reading(endpoint("2001:db8::25", model::smtp), reading::port, ""),
        reading(endpoint("2001:db8::25", model::pop3), reading::port, "open"),
        reading(endpoint("2001:db8::25", model::pop3), reading::cleartext_login, "yes"),
        reading(model::Subject::prober(), reading::prober, "healthy", "resolver"),
        reading(model::Subject::prober(), reading::prober, "unhealthy", "ports"),
    };
}

inline std::vector<model::DnsblHealth> sample_dnsbls() {
    using enum model::DnsblState;
    constexpr auto v4 = model::Address::Family::v4, v6 = model::Address::Family::v6;
    return {{"zen.example", v4, noon, proven, ""},
            {"zen.example", v6, noon, silent, ""},
            {"bl.example", v4, noon, proven, ""},
            {"dead.example", v4, noon, wildcarding, ""}};
}

inline std::shared_ptr<const std::vector<model::Dnsbl>> sample_catalogue() {
    std::vector<model::Dnsbl> dnsbls(3);
    dnsbls[0].name = "zen.example";
    dnsbls[0].dnsbl_class = model::DnsblClass::serious;
    dnsbls[1].name = "bl.example";
    dnsbls[2].name = "gone.example";
    dnsbls[2].retired = true;
    return std::make_shared<const std::vector<model::Dnsbl>>(std::move(dnsbls));
}

inline Audit sample_audit() {
    Audit audit;
    audit.state = sample_state();
    audit.readings = sample_readings();
    audit.dnsbls = sample_dnsbls();
    audit.catalogue = sample_catalogue();
    audit.labels = {{"mx_connection", "MX connection", 1},
                    {"reverse_dns", "Reverse DNS", 1},
                    {"dnsbl", "Block lists", 1},
                    {"pop3", "POP3", 1},
                    {"imap", "IMAP", 1},
                    {"plaintext_auth", "Plaintext login", 1}};
    return audit;
}

/// Readings as Facts. Those of the subjects in `changed` changed at noon.
class ReadingFacts final : public Facts {
public:
    explicit ReadingFacts(std::vector<model::Reading> readings, std::set<std::string> changed = {})
        : readings_{std::move(readings)}, changed_{std::move(changed)} {}
    std::size_t size() const override { return readings_.size(); }
    std::uint8_t reading(std::size_t row) const override { return readings_[row].kind->number; }
    const model::ReadingKinds& kinds() const override { return test::reading_kinds(); }
    Fact at(std::size_t row) const override {
        const auto& of = readings_[row];
        Fact fact{&of.subject, of.kind, of.argument, of.value, std::nullopt};
        if (changed_.contains(of.subject.text)) fact.changed = noon;
        return fact;
    }

private:
    std::vector<model::Reading> readings_;
    std::set<std::string> changed_;
};

}  // namespace mailwatchd::publish
