// Is encryption offered on every port for mail and passwords? README.md is the specification.
#include "checks/check.h"
#include "checks/hosts.h"
#include "checks/ports.h"
#include "checks/transport_tls/certificate.h"
#include "checks/transport_tls/findings.h"
#include "checks/transport_tls/settings.h"
#include "checks/transport_tls/texts.h"
#include "checks/weights.h"
#include "checks/worst.h"
#include "model/name_certificate.h"
#include "model/starttls_injection.h"

#include <algorithm>

namespace mailwatchd::checks::transport_tls {

using model::Reason;

namespace {

/// TLS is offered but fails: better than no TLS, worse than working TLS.
constexpr int score_broken = 60;
/// A failed score is the share of good services × 50 (docs/scoring.md).
constexpr int score_failed_max = 50;

/// Sessions in a row that must request TLS in vain before it counts as broken.
constexpr int upgrades_in_vain_min = 2;

bool is_implicit(const model::MailSession& session) {
    return session.endpoint.service.tls == model::TlsMode::implicit;
}

/// Without CAPA, a POP3 server cannot offer STLS (RFC 2595 §4). After PREAUTH, no IMAP client may
/// ask for TLS (RFC 9051 §6.2.1).
bool lacks_tls(const model::MailSession& session) {
    if (is_implicit(session)) return false;
    if (lacks_capa(session) || session.preauth) return true;
    return !why_mute(session) && !session.before_tls.starttls;
}

/// Port 25 belongs to the check plaintext_auth. The findings are those of plaintext_auth, pop3 and
/// imap.
bool is_login_unprotected(const model::MailSession& session) {
    return session.endpoint.service != model::smtp && shows_clear_login(session);
}

Part judge_session(const model::MailSession& session, const model::Host& host) {
    if (is_implicit(session)) {
        const auto why = why_cut_off(session);
        return why ? Part::undecided(host, *why) : Part::passed(host, 100);
    }
    if (lacks_tls(session)) return Part::failed(host, 0);
    if (const auto why = why_mute(session)) return Part::undecided(host, *why);
    if (is_login_unprotected(session)) return Part::failed(host, 0);
    const bool in_vain = model::upgraded_in_vain(session);
    if (session.upgrade == model::Upgrade::done && !in_vain) return Part::passed(host, 100);
    if (in_vain && session.upgrades_in_vain >= upgrades_in_vain_min)
        return Part::passed(host, score_broken);
    return Part::undecided(host, why_not_secured(session));
}

Part judge_service(const model::World& world, const ServiceSeen& seen,
                   const HostAddress& host_address) {
    if (seen.is_absent()) return absent(world, host_address);
    if (!seen.is_present()) return Part::undecided(host_address.host, seen.reason);
    return judge_session(*seen.session, host_address.host);
}

const model::FindingKind& without_tls(const model::Service& service) {
    switch (service.protocol) {
        case model::Protocol::pop3: return pop3_without_tls;
        case model::Protocol::imap: return imap_without_tls;
        case model::Protocol::smtp: break;
    }
    return service == model::smtp ? smtp_without_tls : submission_without_tls;
}

bool is_old(std::string_view version) {
    return version == "TLSv1" || version == "TLSv1.0" || version == "TLSv1.1" ||
           version.starts_with("SSL");
}

/// "the server refused to start TLS", or what the session waited for.
std::string upgrade_words(const model::MailSession& session) {
    if (session.upgrade == model::Upgrade::refused) return "the server refused to start TLS";
    return ending(session);
}

void report_injection(const model::World& world, const model::MailSession& session,
                      model::Report& report) {
    const auto& probes = world.of<model::StarttlsInjection>();
    const auto probe =
        std::ranges::find(probes, address_port(session.endpoint),
                          [](const auto& each) { return address_port(each->endpoint); });
    if (probe == probes.end() || (*probe)->result != model::StarttlsInjection::Result::executed)
        return;
    report.findings.push_back(finding(injection_executed, session, bounded((*probe)->reply),
                                      "seen " + base::rfc3339((*probe)->taken_at)));
}

void report_session(const model::World& world, const model::MailSession& session,
                    const model::Host& host, model::Report& report) {
    const auto add = [&](const model::FindingKind& kind, std::string evidence) {
        report.findings.push_back(finding(kind, session, std::move(evidence)));
    };
    if (lacks_tls(session)) add(without_tls(session.endpoint.service), offers_in_clear(session));
    if (model::upgraded_in_vain(session))
        report.findings.push_back(finding(starttls_broken, session, bounded(session.upgrade_reply),
                                          upgrade_words(session)));
    if (session.bytes_after_starttls) add(bytes_after_starttls, {});
    report_injection(world, session, report);
    if (session.tls && is_old(session.tls->version))
        add(old_version, bounded(session.tls->version));
    report_certificate(world, session, host, report);
}

model::Needs needs_of(const model::Topology& topology, const Settings& settings) {
    model::Needs needs;
    need_sessions(needs, topology, is_any_host,
                  {model::smtp, model::submissions, model::submission, model::pop3, model::pop3s,
                   model::imap, model::imaps});
    for (const auto& endpoint : needs.of<model::MailSession>())
        needs.require<model::NameCertificate>(endpoint);
    if (settings.probe_injection)
        for (const auto& endpoint : needs.of<model::MailSession>())
            if (endpoint.service.tls != model::TlsMode::implicit)
                needs.require<model::StarttlsInjection>(endpoint);
    return needs;
}

model::Report judge(const model::World& world, const Settings&) {
    if (const auto why = no_ground(world)) return model::Report::no_info(*why);
    const auto& topology = *world.topology;
    model::Report found;
    std::vector<Part> parts;
    for (const auto& host_address : host_addresses(topology, is_any_host)) {
        for (const auto& service : model::services) {
            const auto seen = service_at(world, host_address, service);
            parts.push_back(judge_service(world, seen, host_address));
            if (seen.is_present()) report_session(world, *seen.session, host_address.host, found);
        }
    }
    add_unseen(parts, topology, is_any_host);
    auto report = worst_of(parts, why_empty(parts, topology));
    if (report.verdict == model::Verdict::failed)
        report.score = share_of_good(parts, score_failed_max);
    report.findings = std::move(found.findings);
    report.measurements = std::move(found.measurements);
    return report;
}

}  // namespace

constexpr std::string_view readings[] = {"mx", "port", "starttls", "cleartext_login",
                                         "certificate"};

extern const Check check;
constinit const Check check = describe<Settings, needs_of, judge>(
    "transport_tls", "Transport encryption", weight_of("transport_tls"), readings, kinds, texts);

}  // namespace mailwatchd::checks::transport_tls
