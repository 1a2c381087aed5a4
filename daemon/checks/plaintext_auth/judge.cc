// Does a mail exchanger accept passwords without encryption? README.md is the specification.
#include "checks/check.h"
#include "checks/hosts.h"
#include "checks/plaintext_auth/findings.h"
#include "checks/plaintext_auth/texts.h"
#include "checks/ports.h"
#include "checks/weights.h"
#include "checks/worst.h"

namespace mailwatchd::checks::plaintext_auth {

using model::Reason;

namespace {

/// Mechanisms that hide the password score higher if 465 is offered too (docs/scoring.md).
Part judge_hidden(const ServiceSeen& smtps, const HostAddress& host_address) {
    if (smtps.is_present()) {
        const auto why = why_cut_off(*smtps.session);
        return why ? Part::undecided(host_address.host, *why)
                   : Part::passed(host_address.host, 100);
    }
    if (smtps.is_absent()) return Part::passed(host_address.host, 85);
    return Part::undecided(host_address.host, smtps.reason);
}

Part judge_host_address(const model::World& world, const HostAddress& host_address) {
    const auto smtp = service_at(world, host_address, model::smtp);
    if (smtp.is_absent()) return absent(world, host_address);
    if (!smtp.is_present()) return Part::undecided(host_address.host, smtp.reason);
    if (const auto why = why_mute(*smtp.session)) return Part::undecided(host_address.host, *why);
    if (shows_clear_login(*smtp.session)) return Part::failed(host_address.host, 0);
    if (smtp.session->before_tls.mechanisms.empty()) return Part::passed(host_address.host, 100);
    return judge_hidden(service_at(world, host_address, model::submissions), host_address);
}

void report_smtp(const model::MailSession& session, model::Report& report) {
    const auto offers = offers_in_clear(session);
    if (shows_clear_login(session)) {
        report.findings.push_back(finding(cleartext_login, session, offers));
    } else if (!session.before_tls.mechanisms.empty()) {
        report.findings.push_back(finding(auth_before_tls, session, offers));
    } else if (!session.after_tls.mechanisms.empty()) {
        report.findings.push_back(finding(auth_on_25, session, listed(session.after_tls.lines)));
    }
}

void report_findings(const model::World& world, model::Report& report) {
    for (const auto& host_address : host_addresses(*world.topology, is_mail_host)) {
        if (const auto smtp = service_at(world, host_address, model::smtp); smtp.is_present())
            report_smtp(*smtp.session, report);
        const auto smtps = service_at(world, host_address, model::submissions);
        if (smtps.is_present() && !smtps.session->after_tls.mechanisms.empty())
            report.findings.push_back(
                finding(smtps_auth, *smtps.session, listed(smtps.session->after_tls.mechanisms)));
    }
    for (const auto& host_address : host_addresses(*world.topology, is_smtp_host)) {
        const auto seen = service_at(world, host_address, model::submission);
        if (seen.is_present() && shows_clear_login(*seen.session))
            report.findings.push_back(
                finding(submission_cleartext_login, *seen.session, offers_in_clear(*seen.session)));
    }
}

model::Needs needs_of(const model::Topology& topology, const NoSettings&) {
    model::Needs needs;
    if (without_mail(topology)) return needs;
    need_sessions(needs, topology, is_mail_host, {model::smtp, model::submissions});
    need_sessions(needs, topology, is_smtp_host, {model::submission});
    return needs;
}

model::Report judge(const model::World& world, const NoSettings&) {
    if (const auto why = no_ground(world)) return model::Report::no_info(*why);
    if (const auto why = without_mail(*world.topology)) return model::Report::no_info(*why);
    std::vector<Part> parts;
    for (const auto& host_address : host_addresses(*world.topology, is_mail_host))
        parts.push_back(judge_host_address(world, host_address));
    add_unseen(parts, *world.topology, is_mail_host);
    auto report = worst_of(parts, why_empty(parts, *world.topology));
    report_findings(world, report);
    return report;
}

}  // namespace

constexpr std::string_view readings[] = {"mx", "port", "cleartext_login"};

extern const Check check;
constinit const Check check = describe<NoSettings, needs_of, judge>(
    "plaintext_auth", "SMTP plaintext AUTH", weight_of("plaintext_auth"), readings, kinds, texts);

}  // namespace mailwatchd::checks::plaintext_auth
