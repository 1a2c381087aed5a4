// Are the addresses that receive mail on DNS block lists? README.md is the specification.
#include "checks/check.h"
#include "checks/dnsbl/findings.h"
#include "checks/dnsbl/settings.h"
#include "checks/dnsbl/texts.h"
#include "checks/hosts.h"
#include "checks/ports.h"
#include "checks/tally.h"
#include "checks/weights.h"
#include "checks/worst.h"

#include <algorithm>

namespace mailwatchd::checks::dnsbl {

using model::Reason;

namespace {

const model::FindingKind& kind_of(model::DnsblClass dnsbl_class) {
    switch (dnsbl_class) {
        case model::DnsblClass::serious: return listed_serious;
        case model::DnsblClass::minor: return listed_minor;
        case model::DnsblClass::policy: return listed_policy;
        case model::DnsblClass::informational: break;
    }
    return listed_informational;
}

/// The list and its answer: "zen.example 127.0.0.2: https://…". The meaning is the catalogue's.
std::string evidence(const Hit& hit) {
    std::string text = hit.listing->dnsbl;
    for (const auto& answer : hit.listing->answers) text += ' ' + answer.text();
    if (!hit.listing->text.empty()) text += ": " + hit.listing->text;
    return bounded(text);
}

/// Sends for the target and does not receive for it: its listings make findings and events, but no
/// verdict.
bool only_sends(const model::Host& host) {
    return host.roles.has(model::Role::sender) && !is_mail_host(host);
}

bool is_listed_about(const model::Host& host) { return is_mail_host(host) || only_sends(host); }

void report_listings(const HostAddress& host_address, const Tally& tally, model::Report& report) {
    const auto subject = model::Subject::address(host_address.host.name, host_address.address);
    for (const auto& hit : tally.hits)
        report.findings.push_back({&kind_of(hit.dnsbl_class), subject, evidence(hit), hit.meaning});
    const auto listings = static_cast<double>(tally.hits.size());
    report.measurements.push_back({subject, "dnsbl_listings", listings, "count"});
    report.measurements.push_back(
        {subject, "dnsbl_lists_answered", static_cast<double>(tally.answered), "count"});
}

/// At most half of the lists may list the address.
bool passes(int good, int bad) { return bad <= good; }

/// What prevents a verdict: too few lists, or lists that did not answer.
void report_missing(const HostAddress& host_address, const Counted& counted,
                    const Settings& settings, model::Report& report) {
    const auto subject = model::Subject::address(host_address.host.name, host_address.address);
    if (counted.usable < settings.min_proven)
        report.findings.push_back({&too_few_lists,
                                   subject,
                                   {},
                                   std::to_string(counted.usable) + " lists answered, at least " +
                                       std::to_string(settings.min_proven) + " are required"});
    if (!judge_share(counted.lists, passes))
        report.findings.push_back({&unanswered, subject, {}, bounded(counted.unanswered)});
}

/// Lists that are not queried make no finding: the report's matrix shows them as retired, off,
/// without a key or covered by another (docs/verdicts.md, Block lists).
void report_unproven(const model::World& world, model::Report& report) {
    const auto addresses = host_addresses(*world.topology, is_listed_about);
    for (const auto& health : world.of<model::DnsblHealth>()) {
        if (health.state == model::DnsblState::proven || !model::is_proof(health.state)) continue;
        const bool asked = std::ranges::any_of(addresses, [&](const HostAddress& host_address) {
            return host_address.address.family() == health.family;
        });
        if (!asked) continue;
        std::string text{name(health.state)};
        text += health.family == model::Address::Family::v4 ? " (IPv4)" : " (IPv6)";
        report.findings.push_back({&dnsbl_unproven, model::Subject::dnsbl(health.dnsbl),
                                   bounded(health.evidence), std::move(text)});
    }
}

/// If no list answered now, nothing is judged: only a look can renew a verdict.
Part judge(const HostAddress& host_address, const Tally& tally, const Counted& counted,
           const Settings& settings) {
    const auto& host = host_address.host;
    if (tally.answered == 0 || counted.usable < settings.min_proven) {
        const bool ours = tally.own_fault != Reason::none;
        return Part::undecided(host, ours ? tally.own_fault : Reason::too_few_sources);
    }
    const auto passed = judge_share(counted.lists, passes);
    if (!passed) return Part::undecided(host, counted.reason);
    const auto score = std::max(tally.score() - counted.deduction, 0);
    return *passed ? Part::passed(host, score) : Part::failed(host, score);
}

/// The result of one address.
struct Address {
    HostAddress host_address;
    Tally tally;
    Counted counted;
    Part part;
};

std::vector<Address> judge_each(const model::World& world, const Settings& settings) {
    std::vector<Address> judged;
    for (const auto& host_address : host_addresses(*world.topology, is_mail_host)) {
        auto tally = count(world, host_address.address);
        auto counted = checks::counted(world, host_address.host, host_address.address);
        const auto part = judge(host_address, tally, counted, settings);
        judged.push_back(Address{host_address, std::move(tally), std::move(counted), part});
    }
    return judged;
}

/// Few lists support IPv6. An IPv6 address for which too few lists answered is left out if an IPv4
/// address was judged; otherwise one AAAA record would make the check inconclusive for ever.
std::vector<Part> parts_of(const std::vector<Address>& judged) {
    const bool v4_judged = std::ranges::any_of(judged, [](const Address& one) {
        return one.host_address.address.is_v4() && one.part.is_judged();
    });
    std::vector<Part> parts;
    for (const auto& one : judged) {
        const bool too_few = one.part.reason == Reason::too_few_sources;
        if (!(v4_judged && too_few && !one.host_address.address.is_v4())) parts.push_back(one.part);
    }
    return parts;
}

model::Needs needs_of(const model::Topology& topology, const Settings&) {
    model::Needs needs;
    for (auto& of : mail_addresses(topology)) needs.require<model::Listing>(std::move(of));
    for (const auto& [host, address] : host_addresses(topology, only_sends))
        needs.require<model::Listing>({host.name, address});
    return needs;
}

model::Report judge(const model::World& world, const Settings& settings) {
    if (const auto why = no_ground(world)) return model::Report::no_info(*why);
    const auto none = without_mail(*world.topology);
    auto report = model::Report::no_info(none.value_or(Reason::no_mail_host));
    if (!none) {
        const auto judged = judge_each(world, settings);
        auto parts = parts_of(judged);
        add_unseen(parts, *world.topology, is_mail_host);
        report = worst_of(parts, Reason::no_mail_host);
        for (const auto& one : judged) {
            report_listings(one.host_address, one.tally, report);
            report_missing(one.host_address, one.counted, settings, report);
        }
    }
    for (const auto& host_address : host_addresses(*world.topology, only_sends))
        report_listings(host_address, count(world, host_address.address), report);
    const bool has_no_host =
        report.reason == Reason::no_mail || report.reason == Reason::no_mail_host;
    if (!world.of<model::Listing>().empty() || !has_no_host) report_unproven(world, report);
    return report;
}

}  // namespace

constexpr std::string_view readings[] = {"mx", "listed", "dnsbl"};

extern const Check check;
constinit const Check check = describe<Settings, needs_of, judge>(
    "dnsbl", "DNS block lists", weight_of("dnsbl"), readings, kinds, texts);

}  // namespace mailwatchd::checks::dnsbl
