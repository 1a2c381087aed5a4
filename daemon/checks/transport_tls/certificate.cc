#include "checks/transport_tls/certificate.h"

#include "checks/ports.h"
#include "checks/transport_tls/findings.h"
#include "model/name_certificate.h"

namespace mailwatchd::checks::transport_tls {

using model::ChainVerdict;
using model::Role;

namespace {

struct Kinds {
    const model::FindingKind& dates;
    const model::FindingKind& chain_dates;
    const model::FindingKind& untrusted;
    const model::FindingKind& name;
};

Kinds kinds_for(const model::MailSession& session, const model::Host& host) {
    const bool for_users = host.roles.has(Role::mailbox) || host.roles.has(Role::submission) ||
                           host.roles.has(Role::self);
    if (for_users && session.endpoint.service != model::smtp)
        return {certificate_dates, certificate_chain_dates, certificate_untrusted,
                certificate_name};
    return {mx_certificate_dates, mx_certificate_chain_dates, mx_certificate_untrusted,
            mx_certificate_name};
}

bool is_outside_dates(const model::CertificateFacts& certificate, base::Instant now) {
    return now > certificate.not_after || now < certificate.not_before;
}

bool is_untrusted(ChainVerdict chain) {
    return chain == ChainVerdict::self_signed || chain == ChainVerdict::unknown_issuer ||
           chain == ChainVerdict::other;
}

/// "expired on 2026-11-21".
std::string dates(const model::CertificateFacts& certificate, base::Instant now) {
    if (now < certificate.not_before)
        return "not valid before " + base::date(certificate.not_before);
    return (now > certificate.not_after ? "expired on " : "ends on ") +
           base::date(certificate.not_after);
}

/// What a certificate calls itself, verbatim.
std::string name_of(const model::CertificateFacts& certificate) {
    return certificate.subject.empty() ? listed(certificate.names) : bounded(certificate.subject);
}

/// A verification error is about one certificate of the path. It names only one fault, so the
/// server's own dates are checked too.
void report_dates(const model::MailSession& session, const model::CertificateOfName& of,
                  const Kinds& kind, model::Report& report) {
    const auto& tls = *of.tls;
    const bool is_about_dates =
        tls.chain == ChainVerdict::expired || tls.chain == ChainVerdict::not_yet_valid;
    const auto now = of.taken_at;
    const bool is_own = tls.certificate && is_outside_dates(*tls.certificate, now);
    if (is_own)
        report.findings.push_back(
            finding(kind.dates, session, name_of(*tls.certificate), dates(*tls.certificate, now)));
    if (!is_about_dates) return;
    if (tls.at_fault)
        report.findings.push_back(
            finding(kind.chain_dates, session, name_of(*tls.at_fault),
                    "a certificate of the chain: " + dates(*tls.at_fault, now)));
    else if (!is_own)  // Seen by a version that did not keep which one.
        report.findings.push_back(finding(tls.certificate ? kind.chain_dates : kind.dates, session,
                                          {}, bounded(tls.chain_error)));
}

void report_trust(const model::MailSession& session, const model::TlsFacts& tls, const Kinds& kind,
                  model::Report& report) {
    if (!is_untrusted(tls.chain)) return;
    const auto& about = tls.at_fault ? tls.at_fault : tls.certificate;
    report.findings.push_back(
        finding(kind.untrusted, session, about ? bounded(about->issuer) : std::string{},
                (tls.at_fault ? "a certificate of the chain, \"" + name_of(*about) + "\": "
                              : std::string{}) +
                    bounded(tls.chain_error)));
}

/// How it is known for a name under which there was no session.
std::string presumption(const model::MailSession& session) {
    return "seen under the name " + bounded(session.endpoint.host) +
           "; other names are shown the same certificate";
}

}  // namespace

void report_certificate(const model::World& world, const model::MailSession& session,
                        const model::Host& host, model::Report& report) {
    if (!session.tls) return;
    const auto of = model::certificate_of(world, session, host.name);
    if (!of) return;
    const auto& tls = *of->tls;
    const auto kind = kinds_for(session, host);
    report_dates(session, *of, kind, report);
    report_trust(session, tls, kind, report);
    // A target that is an address has no name to compare with.
    const bool has_name = !model::Address::parse(host.name);
    if (has_name && !of->matches)
        report.findings.push_back(finding(kind.name, session, listed(tls.certificate->names),
                                          of->is_presumed ? presumption(session) : std::string{}));
    if (!tls.certificate) return;
    const auto end = std::chrono::floor<std::chrono::seconds>(model::verified_until(tls));
    report.measurements.push_back(
        {model::Subject::endpoint(session.endpoint), "tls_certificate_not_after_timestamp_seconds",
         static_cast<double>(end.time_since_epoch().count()), "timestamp_seconds"});
}

}  // namespace mailwatchd::checks::transport_tls
