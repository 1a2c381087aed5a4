// Does every address that receives mail have matching reverse DNS ("iprev", RFC 8601 §3)?
// README.md is the specification.
#include "checks/check.h"
#include "checks/hosts.h"
#include "checks/ports.h"
#include "checks/reverse_dns/findings.h"
#include "checks/reverse_dns/texts.h"
#include "checks/share.h"
#include "checks/weights.h"
#include "checks/worst.h"

#include <algorithm>

namespace mailwatchd::checks::reverse_dns {

using model::Reason;
using model::ReverseDns;

namespace {

/// The result of one address and its finding.
struct Judged {
    Part part;
    const model::FindingKind* kind = nullptr;  ///< Null if there is no finding.
    std::string evidence;
    std::string detail = {};
};

Reason reason_of(const base::Failure& failure) {
    return failure.code == base::Errc::cancelled ? Reason::interrupted : Reason::dns_failure;
}

bool leads_back(const ReverseDns::Forward& forward, const model::Address& address) {
    return forward.addresses &&
           std::ranges::find(*forward.addresses, address) != forward.addresses->end();
}

/// A target that is an address has no name to compare with, so any name matches.
bool is_name_of(const model::Host& host, std::string_view name) {
    return host.name == name || model::Address::parse(host.name) ||
           std::ranges::find(host.aliases, name) != host.aliases.end();
}

Judged judge_names(const ReverseDns& look, const HostAddress& host_address) {
    bool confirmed = false;
    std::optional<base::Failure> silent;
    for (const auto& forward : look.forward) {
        if (leads_back(forward, host_address.address)) {
            if (is_name_of(host_address.host, forward.name))
                return {Part::passed(host_address.host, 100), nullptr, {}};
            confirmed = true;
        } else if (!forward.addresses && base::is_temporary(forward.addresses.error().code)) {
            silent = forward.addresses.error();
        }
    }
    if (confirmed) return {Part::passed(host_address.host, 80), &other_name, listed(*look.names)};
    if (silent)
        return {Part::undecided(host_address.host, reason_of(*silent)),
                &unanswered,
                {},
                bounded(silent->detail)};
    return {Part::failed(host_address.host, 0), &mismatch, listed(*look.names)};
}

Judged judge_address(const model::World& world, const HostAddress& host_address) {
    const auto* const look = world.reverse_of(host_address.address);
    if (look == nullptr)
        return {Part::undecided(host_address.host, Reason::interrupted), nullptr, {}};
    if (!look->names && look->names.error().code != base::Errc::no_such_name) {
        const auto& failure = look->names.error();
        return {Part::undecided(host_address.host, reason_of(failure)),
                &unanswered,
                {},
                bounded(failure.detail)};
    }
    if (!look->names || look->names->empty())
        return {Part::failed(host_address.host, 0), &missing, {}};
    return judge_names(*look, host_address);
}

/// Of an address whose lookup was not answered: as it is confirmed from earlier.
void add_confirmed(const model::World& world, const HostAddress& host_address, Part& part) {
    const auto subject = model::Subject::address(host_address.host.name, host_address.address);
    const auto known = standing(world, subject, "ptr");
    if (known == "confirmed")
        part = Part::passed(host_address.host, 100);
    else if (!known.empty())
        part = Part::failed(host_address.host, 0);
}

/// A failed score is the share of good addresses × 60 (docs/scoring.md).
constexpr int score_failed_max = 60;

model::Needs needs_of(const model::Topology& topology, const NoSettings&) {
    model::Needs needs;
    for (auto& of : mail_addresses(topology)) needs.require<model::ReverseDns>(std::move(of));
    return needs;
}

model::Report judge(const model::World& world, const NoSettings&) {
    if (const auto why = no_ground(world)) return model::Report::no_info(*why);
    if (const auto why = without_mail(*world.topology)) return model::Report::no_info(*why);
    std::vector<Part> parts;
    std::vector<model::Finding> findings;
    const auto addresses = host_addresses(*world.topology, is_mail_host);
    for (const auto& host_address : addresses) {
        auto judged = judge_address(world, host_address);
        parts.push_back(judged.part);
        if (judged.kind == nullptr) continue;
        const auto subject = model::Subject::address(host_address.host.name, host_address.address);
        findings.push_back(
            {judged.kind, subject, std::move(judged.evidence), std::move(judged.detail)});
    }
    // If no lookup was answered, nothing is judged: only a look can renew a verdict.
    if (std::ranges::any_of(parts, &Part::is_judged))
        for (std::size_t i = 0; i < addresses.size(); ++i)
            if (!parts[i].is_judged()) add_confirmed(world, addresses[i], parts[i]);
    add_unseen(parts, *world.topology, is_mail_host);
    auto report = worst_of(parts, Reason::no_mail_host);
    if (report.verdict == model::Verdict::failed)
        report.score = share_of_good(parts, score_failed_max);
    report.findings = std::move(findings);
    return report;
}

}  // namespace

constexpr std::string_view readings[] = {"mx", "ptr"};

extern const Check check;
constinit const Check check = describe<NoSettings, needs_of, judge>(
    "reverse_dns", "Reverse DNS", weight_of("reverse_dns"), readings, kinds, texts);

}  // namespace mailwatchd::checks::reverse_dns
