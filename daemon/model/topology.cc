#include "model/topology.h"

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

base::Result<TargetName> TargetName::parse(std::string_view text) {
    if (const auto address = Address::parse(text))
        return TargetName{address->is_v4() ? TargetKind::ipv4 : TargetKind::ipv6, address->text()};
    const auto domain = base::DomainName::parse(text);
    if (!domain) return domain.error();
    const bool own = base::organisational_domain(*domain) == *domain;
    return TargetName{own ? TargetKind::domain : TargetKind::subdomain, domain->text()};
}

}  // namespace mailwatchd::model
