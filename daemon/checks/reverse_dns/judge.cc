// Does every address that receives mail have matching reverse DNS ("iprev", RFC 8601 §3)?
// README.md is the specification.
#include "checks/check.h"
#include "checks/hosts.h"
#include "checks/ports.h"
#include "checks/reverse_dns/findings.h"
#include "checks/reverse_dns/texts.h"
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

Judged judge_names(const ReverseDns& look, const Spot& spot) {
    bool confirmed = false;
    std::optional<base::Failure> silent;
    for (const auto& forward : look.forward) {
        if (leads_back(forward, spot.address)) {
            if (is_name_of(spot.host, forward.name))
                return {Part::passed(spot.host, 100), nullptr, {}};
            confirmed = true;
        } else if (!forward.addresses && base::is_temporary(forward.addresses.error().code)) {
            silent = forward.addresses.error();
        }
    }
    if (confirmed) return {Part::passed(spot.host, 80), &other_name, listed(*look.names)};
    if (silent)
        return {Part::undecided(spot.host, reason_of(*silent)), &unanswered,
                bounded(silent->detail)};
    return {Part::failed(spot.host, 0), &mismatch, listed(*look.names)};
}

Judged judge_address(const model::World& world, const Spot& spot) {
    const auto* const look = world.reverse_of(spot.address);
    if (look == nullptr) return {Part::undecided(spot.host, Reason::interrupted), nullptr, {}};
    if (!look->names && look->names.error().code != base::Errc::no_such_name) {
        const auto& failure = look->names.error();
        return {Part::undecided(spot.host, reason_of(failure)), &unanswered,
                bounded(failure.detail)};
    }
    if (!look->names || look->names->empty()) return {Part::failed(spot.host, 0), &missing, {}};
    return judge_names(*look, spot);
}

/// A failed score is the share of good addresses × 60 (docs/scoring.md).
constexpr int score_failed_max = 60;

model::Needs wants(const model::Topology& topology, const NoSettings&) {
    model::Needs needs;
    for (auto& of : mail_addresses(topology)) needs.want<model::ReverseDns>(std::move(of));
    return needs;
}

model::Report judge(const model::World& world, const NoSettings&) {
    if (const auto why = no_ground(world)) return model::Report::no_info(*why);
    if (has_no_mail(*world.topology)) return model::Report::no_info(Reason::no_mail);
    std::vector<Part> parts;
    std::vector<model::Finding> findings;
    for (const auto& spot : spots(*world.topology, is_mail_host)) {
        auto judged = judge_address(world, spot);
        parts.push_back(judged.part);
        if (judged.kind == nullptr) continue;
        const auto subject = model::Subject::address(spot.host.name, spot.address);
        findings.push_back({judged.kind, subject, std::move(judged.evidence)});
    }
    add_unseen(parts, *world.topology, is_mail_host);
    auto report = worst_of(parts, Reason::no_mail);
    if (report.verdict == model::Verdict::failed)
        report.score = share_of_good(parts, score_failed_max);
    report.findings = std::move(findings);
    return report;
}

}  // namespace

extern const Check check;
constinit const Check check = describe<NoSettings, wants, judge>(
    "reverse_dns", "Reverse DNS", weight_of("reverse_dns"), kinds, texts);

}  // namespace mailwatchd::checks::reverse_dns
