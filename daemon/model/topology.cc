#include "model/topology.h"

#include <algorithm>

namespace mailwatchd::model {

std::string_view name(TargetKind kind) {
    switch (kind) {
        case TargetKind::domain: return "domain";
        case TargetKind::subdomain: return "subdomain";
        case TargetKind::ipv4: return "ipv4";
        case TargetKind::ipv6: return "ipv6";
    }
    return "";
}

std::string_view name(Role role) {
    switch (role) {
        case Role::mx: return "mx";
        case Role::mailbox: return "mailbox";
        case Role::submission: return "submission";
        case Role::sender: return "sender";
        case Role::self: return "self";
    }
    return "";
}

namespace {

/// Host and mail domain names have no hyphen at a label's ends (RFC 1123 §2.1); the DNS allows it.
bool has_loose_hyphen(std::string_view name) {
    for (std::size_t i = 0; i < name.size(); ++i) {
        const bool begins = i == 0 || name[i - 1] == '.';
        const bool ends = i + 1 == name.size() || name[i + 1] == '.';
        if (name[i] == '-' && (begins || ends)) return true;
    }
    return false;
}

}  // namespace

base::Result<TargetName> TargetName::parse(std::string_view text) {
    if (const auto address = Address::parse(text))
        return TargetName{address->is_v4() ? TargetKind::ipv4 : TargetKind::ipv6, address->text()};
    const auto domain = base::DomainName::parse(text);
    if (!domain) return domain.error();
    if (has_loose_hyphen(domain->text()))
        return base::failed<TargetName>(
            base::Errc::malformed,
            "not a domain name (a label begins or ends with \"-\"): \"" + std::string{text} + '"');
    const bool own = base::organisational_domain(*domain) == *domain;
    return TargetName{own ? TargetKind::domain : TargetKind::subdomain, domain->text()};
}

std::string_view host_of(const Topology& topology, const Address& address) {
    const auto found = std::ranges::find_if(topology.hosts, [&](const Host& host) {
        return std::ranges::find(host.addresses, address) != host.addresses.end();
    });
    return found == topology.hosts.end() ? std::string_view{} : found->name;
}

void name_by(const Topology& topology, Subject& subject) {
    const auto address = subject.ip();
    const auto host = address ? host_of(topology, *address) : std::string_view{};
    if (!host.empty()) subject.known_as = host;
}

}  // namespace mailwatchd::model
