#include "model/name_certificate.h"

#include "base/ascii.h"

#include <algorithm>

namespace mailwatchd::model {

namespace {

/// A star stands for a label of letters, digits and hyphens only.
bool is_host_label(std::string_view label) {
    return !label.empty() && std::ranges::all_of(label, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-';
    });
}

/// What may follow a star: ".example.org".
bool is_wildcard_domain(std::string_view domain) {
    return domain.find('.', 1) != domain.npos && domain.find(".-") == domain.npos &&
           domain.find("-.") == domain.npos && !domain.ends_with('-');
}

bool is_name_of(std::string_view name, std::string_view host) {
    if (!name.starts_with("*.")) return base::equal_ignoring_case(name, host);
    const auto domain = name.substr(1);
    const auto label = host.substr(0, host.find('.'));
    return is_wildcard_domain(domain) && is_host_label(label) &&
           base::equal_ignoring_case(domain, host.substr(label.size()));
}

}  // namespace

bool has_all_names(const CertificateFacts& certificate) {
    return certificate.names.size() < certificate_names_max;
}

bool names_host(const CertificateFacts& certificate, std::string_view host) {
    return std::ranges::any_of(certificate.names,
                               [&](const auto& name) { return is_name_of(name, host); });
}

bool is_answered(const MailSession& shared, std::string_view host) {
    if (!shared.tls || !shared.tls->certificate || shared.endpoint.host == host) return true;
    return names_host(*shared.tls->certificate, host) || static_cast<bool>(Address::parse(host));
}

Likeness compare(const NameCertificate& own, const MailSession& shared) {
    if (!own.tls || !own.tls->certificate || !shared.tls || !shared.tls->certificate)
        return Likeness::unknown;
    const auto& shown = own.tls->certificate->sha256;
    if (shown == shared.tls->certificate->sha256) return Likeness::same;
    return shown == own.shared_sha256 ? Likeness::unknown : Likeness::another;
}

std::optional<CertificateOfName> certificate_of(const World& world, const MailSession& shared,
                                                std::string_view host) {
    CertificateOfName of{&*shared.tls, shared.taken_at};
    if (is_answered(shared, host)) {
        of.matches =
            shared.endpoint.host != host || !shared.tls->certificate || shared.tls->name_matches;
        return of;
    }
    const auto& names = world.of<NameCertificate>();
    const auto found = std::ranges::find_if(names, [&](const SeenName& name) {
        return name.endpoint.host == host &&
               address_port(name.endpoint) == address_port(shared.endpoint);
    });
    if (found == names.end()) return std::nullopt;
    const auto likeness = found->own ? compare(*found->own, shared) : Likeness::unknown;
    if (likeness == Likeness::another)
        return CertificateOfName{&*found->own->tls, found->own->taken_at,
                                 found->own->tls->name_matches};
    if (likeness == Likeness::unknown && !found->is_same_for_all) return std::nullopt;
    of.is_presumed = likeness == Likeness::unknown;
    of.matches = !of.is_presumed && found->own->tls->name_matches;
    return of;
}

}  // namespace mailwatchd::model
