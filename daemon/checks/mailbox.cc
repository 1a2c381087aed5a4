#include "checks/mailbox.h"

#include "checks/ports.h"
#include "checks/worst.h"

namespace mailwatchd::checks {

namespace {

/// Both ports of one address.
struct Pair {
    ServiceSeen clear;
    ServiceSeen implicit;
};

/// What the unencrypted port decides alone. Empty if the implicit TLS port counts too. Requires a
/// greeting on the unencrypted port.
std::optional<Part> judge_clear(const Pair& seen, const HostAddress& host_address,
                                const MailboxMarks& marks) {
    const auto& session = *seen.clear.session;
    if (shows_clear_login(session)) {
        // If the implicit TLS port is undecided, assume that it is offered.
        const bool alone = seen.implicit.is_absent();
        return Part::failed(host_address.host,
                            alone ? marks.clear_login : marks.clear_login_with_implicit);
    }
    if (lacks_capa(session)) return Part::passed(host_address.host, marks.unknown_login);
    if (const auto why = why_mute(session)) return Part::undecided(host_address.host, *why);
    return std::nullopt;
}

/// Empty if it is known whether the service is offered.
std::optional<model::Reason> why_undecided(const ServiceSeen& service) {
    if (service.is_undecided()) return service.reason;
    return service.is_present() ? why_cut_off(*service.session) : std::nullopt;
}

Part judge(const model::World& world, const Pair& seen, const HostAddress& host_address,
           const MailboxMarks& marks) {
    const auto& [clear, implicit] = seen;
    if (clear.is_absent() && implicit.is_absent()) return absent(world, host_address);
    if (clear.is_present())
        if (const auto part = judge_clear(seen, host_address, marks)) return *part;
    for (const auto* const service : {&clear, &implicit})
        if (const auto why = why_undecided(*service))
            return Part::undecided(host_address.host, *why);
    if (!clear.is_present()) return Part::passed(host_address.host, marks.implicit_only);
    return Part::passed(host_address.host, implicit.is_present() ? marks.both : marks.clear_only);
}

void report_service(const model::MailSession& session, const MailboxRules& rules,
                    model::Report& report) {
    report.findings.push_back(greeting_finding(*rules.service_found, session));
    if (session.preauth && rules.preauth != nullptr)
        report.findings.push_back(finding(*rules.preauth, session, bounded(session.greeting)));
    report.measurements.push_back(greeting_seconds(session));
}

void report_findings(const Pair& seen, const MailboxRules& rules, model::Report& report) {
    if (seen.clear.is_present()) {
        const auto& session = *seen.clear.session;
        if (shows_clear_login(session))
            report.findings.push_back(
                finding(*rules.clear_login, session, offers_in_clear(session)));
        if (rules.unknown_login != nullptr && lacks_capa(session))
            report.findings.push_back(
                finding(*rules.unknown_login, session, bounded(session.greeting)));
        if (rules.apop != nullptr && session.apop)
            report.findings.push_back(finding(*rules.apop, session, bounded(session.greeting)));
        report.findings.push_back(
            finding(*rules.clear_port_open, session, bounded(session.greeting)));
        if (seen.implicit.is_absent())
            report.findings.push_back(finding(*rules.implicit_missing, session, {}));
        report_service(session, rules, report);
    }
    if (seen.implicit.is_present()) report_service(*seen.implicit.session, rules, report);
}

/// Ports that accept connections but do not greet like their service.
void report_ungreeted(const model::World& world, const HostAddress& host_address,
                      const MailboxRules& rules, model::Report& report) {
    for (const auto& service : {rules.clear, rules.implicit}) {
        const auto* const port = world.port(host_address.address, service.port);
        if (port != nullptr && port->state == model::PortState::accepting)
            report.findings.push_back(ungreeted_finding(*rules.no_greeting, *port->session));
    }
}

}  // namespace

model::Needs mailbox_needs(const model::Topology& topology, const MailboxRules& rules) {
    model::Needs needs;
    need_sessions(needs, topology, is_mailbox_host, {rules.clear, rules.implicit});
    return needs;
}

model::Report judge_mailbox(const model::World& world, const MailboxRules& rules) {
    if (const auto why = no_ground(world)) return model::Report::no_info(*why);
    const auto& topology = *world.topology;
    std::vector<Part> parts;
    model::Report found;
    for (const auto& host_address : host_addresses(topology, is_mailbox_host)) {
        const Pair seen{service_at(world, host_address, rules.clear),
                        service_at(world, host_address, rules.implicit)};
        parts.push_back(judge(world, seen, host_address, rules.marks));
        report_findings(seen, rules, found);
        report_ungreeted(world, host_address, rules, found);
    }
    add_unseen(parts, topology, is_mailbox_host);
    auto report = worst_of(parts, why_empty(parts, topology));
    report.findings = std::move(found.findings);
    report.measurements = std::move(found.measurements);
    return report;
}

}  // namespace mailwatchd::checks
