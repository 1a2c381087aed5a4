#include "watch/permission.h"

#include "base/domain_name.h"
#include "watch/common_cause.h"

#include <algorithm>
#include <array>

namespace mailwatchd::watch {

namespace {

using base::DomainName;
using model::Reason;
using model::SeriesKind;

constexpr std::string_view probe_user = "mailwatchd-probe";
constexpr std::string_view control_user = "postmaster";

/// The organisational domain of a name. Nothing for an address or a name without a dot.
std::optional<DomainName> organisation(std::string_view name) {
    const auto parsed = DomainName::parse(name);
    if (!parsed || !parsed->parent()) return std::nullopt;
    return base::organisational_domain(*parsed);
}

bool is_within(std::string_view name, std::string_view zone) {
    const auto inner = DomainName::parse(name);
    const auto outer = DomainName::parse(zone);
    return inner && outer && inner->is_within(*outer);
}

std::string_view domain_of(std::string_view mailbox) {
    return mailbox.substr(mailbox.rfind('@') + 1);
}

bool is_targets_own(std::string_view domain, const model::TargetName& target) {
    const auto own = organisation(target.name);
    return own ? is_within(domain, own->text()) : domain == mail_domain(target);
}

/// Ranges from which no outside server sees the prober. What a server replies to them may hold for
/// nobody else (RFC 1918, 6598, 1122, 3927, 4193, 4291).
bool is_inside(const model::Address& address) {
    static const std::array ranges{
        model::Prefix::parse("10.0.0.0/8"),     model::Prefix::parse("172.16.0.0/12"),
        model::Prefix::parse("192.168.0.0/16"), model::Prefix::parse("100.64.0.0/10"),
        model::Prefix::parse("127.0.0.0/8"),    model::Prefix::parse("169.254.0.0/16"),
        model::Prefix::parse("::1/128"),        model::Prefix::parse("fc00::/7"),
        model::Prefix::parse("fe80::/10"),
    };
    return std::ranges::any_of(ranges, [&](const auto& range) { return range->contains(address); });
}

bool needs_foreigner(SeriesKind kind) { return kind != SeriesKind::spf_enforcement; }

Reason why_not_configured(const model::ActiveRules& rules, const ActiveAsk& ask) {
    const bool known = needs_foreigner(ask.kind) ? relay_recipient(rules, *ask.target).has_value()
                                                 : control_sender(rules).has_value();
    return known ? Reason::none : Reason::not_configured;
}

Reason why_ourselves(const model::ActiveRules& rules, const ActiveAsk& ask) {
    const auto& ourselves = *ask.ourselves;
    using Reverse = Ourselves::Reverse;
    if (!ourselves.listed_by.empty()) return Reason::prober_identity;
    if (ourselves.reverse == Reverse::unknown) return Reason::dns_failure;
    if (ourselves.reverse == Reverse::missing) return Reason::prober_identity;
    if (ask.kind != SeriesKind::spf_enforcement) return Reason::none;
    if (!ourselves.control_passes) return Reason::dns_failure;
    if (!*ourselves.control_passes) return Reason::not_configured;
    const auto spoof = spoof_sender(rules, *ask.target, ourselves);
    return spoof ? Reason::none : Reason::not_configured;
}

}  // namespace

Reason why_closed(const model::ActiveRules& rules, const ActiveAsk& ask) {
    if (!is_authorised(rules, ask.mode, *ask.target, *ask.endpoint)) return Reason::not_authorised;
    if (!organisation(rules.helo_name)) return Reason::prober_identity;
    if (const auto why = why_not_configured(rules, ask); why != Reason::none) return why;
    if (!ask.source) return Reason::no_route;
    // Servers tend to trust their whole network.
    if (is_inside(*ask.source) || is_inside(ask.endpoint->address) ||
        share_a_network(*ask.source, ask.endpoint->address))
        return Reason::prober_trusted;
    if (ask.blocked_until && *ask.blocked_until > ask.now) return Reason::refused_us;
    return ask.ourselves != nullptr ? why_ourselves(rules, ask) : Reason::none;
}

bool is_authorised(const model::ActiveRules& rules, model::ActiveMode mode,
                   const model::TargetName& target, const model::Endpoint& endpoint) {
    if (mode == model::ActiveMode::off) return false;
    if (mode == model::ActiveMode::all || endpoint.host == target.name) return true;
    const auto own = organisation(target.name);
    if (own && is_within(endpoint.host, own->text())) return true;
    return std::ranges::any_of(rules.hosts, [&](const std::string& named) {
        return named == endpoint.host || named == endpoint.address.text() ||
               is_within(endpoint.host, named);
    });
}

std::optional<std::string> relay_recipient(const model::ActiveRules& rules,
                                           const model::TargetName& target) {
    auto mailbox = rules.relay_recipient;
    if (!mailbox)
        if (const auto own = organisation(rules.helo_name))
            mailbox = std::string{probe_user} + '@' + own->text();
    if (!mailbox || is_targets_own(domain_of(*mailbox), target)) return std::nullopt;
    return mailbox;
}

std::string spoof_mailbox(const model::ActiveRules& rules, const std::string& domain) {
    return rules.spoof_sender ? *rules.spoof_sender : std::string{control_user} + '@' + domain;
}

std::optional<std::string> spoof_sender(const model::ActiveRules& rules,
                                        const model::TargetName& target,
                                        const Ourselves& ourselves) {
    for (const auto& domain : ourselves.spoofs) {
        if (is_targets_own(domain, target)) continue;
        return spoof_mailbox(rules, domain);
    }
    return std::nullopt;
}

std::optional<std::string> control_sender(const model::ActiveRules& rules) {
    if (rules.control_sender) return rules.control_sender;
    const auto own = organisation(rules.helo_name);
    if (!own) return std::nullopt;
    return std::string{control_user} + '@' + own->text();
}

std::string target_recipient(const model::ActiveRules& rules, const model::TargetName& target) {
    return rules.recipient_user + '@' + mail_domain(target);
}

std::string mail_domain(const model::TargetName& target) {
    const auto address = model::Address::parse(target.name);
    if (!address) return target.name;
    return (address->is_v4() ? "[" : "[IPv6:") + target.name + ']';
}

std::string provider_of(const model::Endpoint& endpoint) {
    const auto own = organisation(endpoint.host);
    return own ? own->text() : endpoint.address.text();
}

}  // namespace mailwatchd::watch
