#include "checks/hosts.h"

#include <algorithm>

namespace mailwatchd::checks {

using model::Reason;
using model::Role;

bool is_mail_host(const model::Host& host) {
    return host.roles.has(Role::mx) || host.roles.has(Role::self);
}

bool is_mailbox_host(const model::Host& host) {
    return is_mail_host(host) || host.roles.has(Role::mailbox);
}

bool is_smtp_host(const model::Host& host) {
    return is_mail_host(host) || host.roles.has(Role::submission);
}

bool is_any_host(const model::Host& host) { return is_mailbox_host(host) || is_smtp_host(host); }

std::vector<HostAddress> host_addresses(const model::Topology& topology, HostFilter filter) {
    std::vector<HostAddress> found;
    for (const auto& host : topology.hosts)
        if (filter(host))
            for (const auto& address : host.addresses) found.push_back(HostAddress{host, address});
    return found;
}

std::optional<Reason> without_mail(const model::Topology& topology) {
    switch (topology.mail) {
        case model::Topology::Mail::null_mx: return Reason::no_mail;
        case model::Topology::Mail::none: return Reason::no_mail_host;
        case model::Topology::Mail::no_domain: return Reason::no_such_domain;
        default: return std::nullopt;
    }
}

void need_sessions(model::Needs& needs, const model::Topology& topology, HostFilter filter,
                   std::initializer_list<model::Service> services) {
    for (const auto& [host, address] : host_addresses(topology, filter))
        for (const auto& service : services)
            needs.require<model::MailSession>({host.name, address, service});
}

std::vector<model::Needs::HostAddressKey> mail_addresses(const model::Topology& topology) {
    std::vector<model::Needs::HostAddressKey> wanted;
    if (without_mail(topology)) return wanted;
    for (const auto& [host, address] : host_addresses(topology, is_mail_host))
        wanted.push_back(model::Needs::HostAddressKey{host.name, address});
    return wanted;
}

bool is_awaited(const model::Host& host) {
    if (!host.failure || !base::is_temporary(host.failure->code)) return false;
    // Older versions did not store which question failed.
    return host.unanswered.empty() ||
           std::ranges::any_of(host.unanswered, &model::Unanswered::is_awaited);
}

std::optional<Reason> unseen(const model::Host& host) {
    const bool is_failed = host.failure && base::is_temporary(host.failure->code);
    const bool none_known = host.addresses.empty() && host.refused.empty();
    if (is_failed && (none_known || is_awaited(host))) return Reason::dns_failure;
    if (host.addresses.empty() && !host.refused.empty()) return Reason::address_refused;
    return std::nullopt;
}

std::optional<Reason> no_ground(const model::World& world) {
    if (world.prober) return world.prober;
    if (!world.topology) return Reason::interrupted;
    if (world.topology->mail == model::Topology::Mail::unknown) return Reason::dns_failure;
    if (world.topology->mail == model::Topology::Mail::no_domain) return Reason::no_such_domain;
    return std::nullopt;
}

}  // namespace mailwatchd::checks
