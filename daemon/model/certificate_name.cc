#include "model/certificate_name.h"

#include <algorithm>

namespace mailwatchd::model {

namespace {

bool equal(std::string_view one, std::string_view other) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return std::ranges::equal(one, other, {}, lower, lower);
}

bool is_name_of(std::string_view name, std::string_view host) {
    if (!name.starts_with("*.")) return equal(name, host);
    const auto dot = host.find('.');
    return dot != 0 && dot != std::string_view::npos && equal(name.substr(1), host.substr(dot));
}

}  // namespace

bool names_host(const CertificateFacts& certificate, std::string_view host) {
    return std::ranges::any_of(certificate.names,
                               [&](const auto& name) { return is_name_of(name, host); });
}

std::optional<bool> certificate_matches(const MailSession& session, std::string_view host) {
    if (!session.tls || !session.tls->certificate) return std::nullopt;
    if (session.endpoint.host == host) return session.tls->name_matches;
    return names_host(*session.tls->certificate, host) ? std::optional{true} : std::nullopt;
}

}  // namespace mailwatchd::model
