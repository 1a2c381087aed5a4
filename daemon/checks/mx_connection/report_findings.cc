#include "checks/mx_connection/report_findings.h"

#include "checks/mx_connection/findings.h"
#include "checks/ports.h"

#include <algorithm>

namespace mailwatchd::checks::mx_connection {

using model::Subject;

namespace {

bool is_literal(std::string_view host) { return model::Address::parse(host).has_value(); }

std::string listed_addresses(const std::vector<model::Address>& addresses) {
    std::vector<std::string> texts;
    texts.reserve(addresses.size());
    for (const auto& address : addresses) texts.push_back(address.text());
    return listed(texts);
}

/// The MX records in the form of a zone file: "0 .", "10 mx1.example.org.".
std::string listed_records(const model::Topology& topology) {
    std::vector<std::string> texts;
    texts.reserve(topology.mx.size());
    for (const auto& record : topology.mx)
        texts.push_back(std::to_string(record.preference) + ' ' + record.host + '.');
    return listed(texts);
}

/// A question, after what was said instead of an answer: "SERVFAIL: AAAA mx1.example.org".
std::string question(const base::Failure& failure) {
    const bool is_silence = failure.code == base::Errc::timed_out;
    return bounded(is_silence ? "timeout: " + failure.detail : failure.detail);
}

void report_mail(const model::Topology& topology, model::Report& report) {
    const auto subject = Subject::name(topology.target.name);
    using Mail = model::Topology::Mail;
    if (topology.mail == Mail::null_mx)
        report.findings.push_back({&null_mx, subject, listed_records(topology)});
    if (topology.mail == Mail::none) report.findings.push_back({&no_mail_host, subject, {}});
    if (topology.mail == Mail::no_domain)
        report.findings.push_back({&no_such_domain, subject, {}, "NXDOMAIN"});
    if (topology.mail == Mail::unknown && topology.failure)
        report.findings.push_back({&unanswered, subject, {}, question(*topology.failure)});
    if (topology.mail == Mail::implicit) report.findings.push_back({&implicit_mx, subject, {}});
    if (topology.truncated) report.findings.push_back({&set_truncated, subject, {}});
    const bool has_root = std::ranges::any_of(
        topology.mx, [](const model::MxRecord& record) { return record.host.empty(); });
    if (has_root && topology.mx.size() > 1)
        report.findings.push_back({&null_mx_not_alone, subject, listed_records(topology)});
}

void report_host(const model::Host& host, const model::TargetName& target, model::Report& report) {
    const auto subject = Subject::name(host.name);
    const bool is_mx = host.roles.has(model::Role::mx);
    if (!host.refused.empty())
        report.findings.push_back(
            {&address_special_purpose, subject, listed_addresses(host.refused)});
    for (const auto& each : host.unanswered)
        report.findings.push_back({&unanswered, subject, {}, question(each.failure)});
    if (!is_mx || host.name == target.name) return;
    if (host.is_alias) report.findings.push_back({&is_alias, subject, {}});
    if (is_literal(host.name)) {
        report.findings.push_back({&is_address, subject, bounded(host.name)});
    } else if (host.addresses.empty() && host.refused.empty() && !unseen(host)) {
        report.findings.push_back({&without_address,
                                   subject,
                                   {},
                                   host.failure ? bounded(host.failure->detail) : std::string{}});
    }
}

/// Findings of an open port.
void report_open(const model::SeenPort& port, const HostAddress& host_address,
                 model::Report& report) {
    const auto& session = *port.session;
    const bool refuses = session.greeting_refuses;
    if (refuses)
        report.findings.push_back(finding(greeting_refuses, session, bounded(session.greeting)));
    if (session.endpoint.service == model::smtp) {
        report.findings.push_back(greeting_finding(smtp_port_open, session));
    } else {
        report.findings.push_back(greeting_finding(submission_found, session));
    }
    const bool known =
        session.after_tls.known || (session.before_tls.known && !session.before_tls.starttls);
    const bool offers =
        !session.before_tls.mechanisms.empty() || !session.after_tls.mechanisms.empty();
    if (host_address.host.roles.has(model::Role::submission) &&
        session.endpoint.service == model::submission && known && !offers)
        report.findings.push_back(
            finding(submission_without_auth, session, offers_in_clear(session)));
    report.measurements.push_back(greeting_seconds(session));
}

void report_port(const model::SeenPort& port, const HostAddress& host_address,
                 model::Report& report) {
    const auto& session = *port.session;
    if (port.is_open()) return report_open(port, host_address, report);
    if (port.state == model::PortState::accepting)
        report.findings.push_back(ungreeted_finding(no_greeting, session));
    const bool is_25 = session.endpoint.service == model::smtp;
    if (is_25 && port.state == model::PortState::unknown && port.reason == model::Reason::no_route)
        report.findings.push_back(finding(address_unreached, session, {}));
}

/// A submission host that answers on neither of its ports.
void report_submission(const model::World& world, const model::Host& host, model::Report& report) {
    if (!host.roles.has(model::Role::submission) || host.addresses.empty() || unseen(host)) return;
    const bool silent = std::ranges::all_of(host.addresses, [&](const model::Address& address) {
        return answer_of(world.port(address, model::submission.port)).is_silent() &&
               answer_of(world.port(address, model::submissions.port)).is_silent();
    });
    if (silent) report.findings.push_back({&submission_silent, Subject::name(host.name), {}});
}

}  // namespace

void report_topology(const model::Topology& topology, model::Report& report) {
    report_mail(topology, report);
    for (const auto& host : topology.hosts) report_host(host, topology.target, report);
}

void report_exchangers(std::span<const Exchanger> exchangers, model::Report& report) {
    const bool others =
        std::ranges::any_of(exchangers, [](const Exchanger& one) { return one.on_25.answers(); });
    for (const auto& one : exchangers) {
        if (!one.on_25.is_silent()) continue;
        const bool first = &one == exchangers.data();
        const auto& kind = others && first ? nolisting : silent_on_25;
        report.findings.push_back({&kind, Subject::name(one.host->name), {}});
    }
}

void report_ports(const model::World& world, model::Report& report) {
    for (const auto& host_address : host_addresses(*world.topology, is_smtp_host))
        for (const auto& service : {model::smtp, model::submissions, model::submission})
            if (const auto* const port = world.port(host_address.address, service.port))
                report_port(*port, host_address, report);
    for (const auto& host : world.topology->hosts) report_submission(world, host, report);
}

}  // namespace mailwatchd::checks::mx_connection
