#include "checks/transport_tls/certificate.h"

#include "checks/ports.h"
#include "checks/transport_tls/findings.h"
#include "model/certificate_name.h"

namespace mailwatchd::checks::transport_tls {

using model::ChainVerdict;
using model::Role;

namespace {

struct Kinds {
    const model::FindingKind& dates;
    const model::FindingKind& untrusted;
    const model::FindingKind& name;
};

Kinds kinds_for(const model::MailSession& session, const model::Host& host) {
    const bool for_users = host.roles.has(Role::mailbox) || host.roles.has(Role::submission) ||
                           host.roles.has(Role::self);
    if (for_users && session.endpoint.service != model::smtp)
        return {certificate_dates, certificate_untrusted, certificate_name};
    return {mx_certificate_dates, mx_certificate_untrusted, mx_certificate_name};
}

/// The chain's verdict names only one fault, so the leaf's own dates are checked too.
bool is_outside_dates(const model::TlsFacts& tls, base::Instant now) {
    if (tls.chain == ChainVerdict::expired || tls.chain == ChainVerdict::not_yet_valid) return true;
    return tls.certificate &&
           (now > tls.certificate->not_after || now < tls.certificate->not_before);
}

bool is_untrusted(ChainVerdict chain) {
    return chain == ChainVerdict::self_signed || chain == ChainVerdict::unknown_issuer ||
           chain == ChainVerdict::other;
}

std::string dates(const model::TlsFacts& tls) {
    if (!tls.certificate) return bounded(tls.chain_error);
    return base::rfc3339(tls.certificate->not_before) + " to " +
           base::rfc3339(tls.certificate->not_after);
}

}  // namespace

void report_certificate(const model::MailSession& session, const model::Host& host,
                        model::Report& report) {
    if (!session.tls) return;
    const auto& tls = *session.tls;
    const auto kind = kinds_for(session, host);
    if (is_outside_dates(tls, session.taken_at))
        report.findings.push_back(finding(kind.dates, session, dates(tls)));
    if (is_untrusted(tls.chain))
        report.findings.push_back(finding(kind.untrusted, session, bounded(tls.chain_error)));
    // A target that is an address has no name to compare with.
    const bool has_name = !model::Address::parse(host.name);
    if (has_name && model::certificate_matches(session, host.name) == false)
        report.findings.push_back(finding(kind.name, session, listed(tls.certificate->names)));
    if (!tls.certificate) return;
    const auto end = std::chrono::floor<std::chrono::seconds>(tls.certificate->not_after);
    report.measurements.push_back(
        {model::Subject::endpoint(session.endpoint), "tls_certificate_not_after_timestamp_seconds",
         static_cast<double>(end.time_since_epoch().count()), "timestamp_seconds"});
}

}  // namespace mailwatchd::checks::transport_tls
