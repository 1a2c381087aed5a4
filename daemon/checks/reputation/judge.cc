// How good is the reputation of the domain and of its addresses? README.md is the specification.
#include "base/domain_name.h"
#include "checks/check.h"
#include "checks/ports.h"
#include "checks/reputation/figures.h"
#include "checks/reputation/findings.h"
#include "checks/reputation/settings.h"
#include "checks/reputation/texts.h"
#include "checks/weights.h"
#include "checks/worst.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace mailwatchd::checks::reputation {

using model::Reason;
using model::SourceWord;

namespace {

/// Percent. The check fails if an own address has less.
constexpr double good_min = 50;

/// What domain block lists are asked about: the registered domain, never an address. "" if there is
/// none.
std::string listed_domain(const model::TargetName& target) {
    const bool is_name =
        target.kind == model::TargetKind::domain || target.kind == model::TargetKind::subdomain;
    const auto name = base::DomainName::parse(is_name ? target.name : std::string{});
    return name ? base::organisational_domain(*name).text() : std::string{};
}

/// Whether the verdict is another if the sources that did not answer are good.
bool is_open(const AddressRow& row) { return (row.best < good_min) != (row.worst < good_min); }

Part part_of(const AddressRow& row) {
    if (is_open(row)) return Part::undecided(row.host_address.host, Reason::timeout);
    if (!row.overall) {
        const bool ours = row.lists.own_fault != Reason::none;
        return Part::undecided(row.host_address.host,
                               ours ? row.lists.own_fault : Reason::too_few_sources);
    }
    const auto score = static_cast<int>(std::lround(*row.overall));
    return *row.overall < good_min ? Part::failed(row.host_address.host, score)
                                   : Part::passed(row.host_address.host, score);
}

/// An address that no source knows is left out if another one is known: waiting would never end.
std::vector<Part> parts_of(const std::vector<AddressRow>& rows) {
    const bool any_known =
        std::ranges::any_of(rows, [](const AddressRow& row) { return row.overall.has_value(); });
    std::vector<Part> parts;
    for (const auto& row : rows) {
        const auto part = part_of(row);
        if (!(any_known && part.reason == Reason::too_few_sources)) parts.push_back(part);
    }
    return parts;
}

/// The mean of the own addresses' overall figures, and of the domain's if a list lists it.
std::optional<int> score_of(const std::vector<AddressRow>& rows, const DomainFigure& domain) {
    double sum = 0;
    int count = 0;
    const auto add = [&](double percent) {
        sum += percent;
        ++count;
    };
    for (const auto& row : rows)
        if (row.overall) add(*row.overall);
    if (!domain.listings.empty()) add(*domain.percent);
    if (count == 0) return std::nullopt;
    return static_cast<int>(std::lround(sum / count));
}

/// The list and its answer: "dbl.example 127.0.1.2: https://…". The meaning is the catalogue's.
std::string evidence(const SourceWord& word) {
    std::string text = word.source;
    for (const auto& answer : word.answers) text += ' ' + answer.text();
    if (!word.text.empty()) text += ": " + word.text;
    return bounded(text);
}

void measure(const model::Subject& subject, const std::optional<double>& good,
             std::string_view good_name, std::string_view bad_name, model::Report& report) {
    if (!good) return;  // No data is not the same as 0.
    report.measurements.push_back({subject, good_name, *good / 100, "ratio"});
    report.measurements.push_back({subject, bad_name, 1 - *good / 100, "ratio"});
}

void report_findings(const AddressRow& row, model::Report& report) {
    const auto subject =
        model::Subject::address(row.host_address.host.name, row.host_address.address);
    const auto words = bounded(in_words(row));
    if (is_open(row))
        report.findings.push_back({&unanswered, subject, {}, bounded(row.unanswered)});
    else if (!row.overall)
        report.findings.push_back({&no_data, subject, {}, words});
    else if (*row.overall < good_min)
        report.findings.push_back({&poor_address, subject, {}, words});
    else
        report.findings.push_back({&known_address, subject, {}, words});
    measure(subject, row.overall, "reputation_overall_good_ratio", "reputation_overall_bad_ratio",
            report);
    measure(subject, row.pair, "reputation_domain_good_ratio", "reputation_domain_bad_ratio",
            report);
    const auto sources = static_cast<double>(row.sources);
    report.measurements.push_back({subject, "reputation_sources", sources, "count"});
    const double averaged = row.is_averaged && row.pair ? 1 : 0;
    report.measurements.push_back({subject, "reputation_domain_averaged", averaged, "count"});
}

void report_domain(const model::World& world, const DomainFigure& domain, model::Report& report) {
    const auto look = world.one<model::DomainReputation>();
    if (!look) return;
    const auto subject = model::Subject::name(look->domain);
    if (!domain.unanswered.empty() && domain.listings.empty())
        report.findings.push_back({&unanswered, subject, {}, bounded(domain.unanswered)});
    for (const auto* const word : domain.listings) {
        const bool is_serious = word->dnsbl_class == model::DnsblClass::serious;
        report.findings.push_back({is_serious ? &domain_listed : &domain_listed_minor, subject,
                                   evidence(*word), bounded(word->meaning)});
    }
}

/// The grade from each source that has data; of several addresses, the lowest.
void measure_sources(const std::vector<AddressRow>& rows, const model::World& world,
                     model::Report& report) {
    std::map<std::string, int> worst;
    const auto add = [&](const std::vector<SourceWord>& words) {
        for (const auto& word : words) {
            if (word.state != SourceWord::State::graded) continue;
            auto& percent = worst.try_emplace(word.source, word.percent).first->second;
            percent = std::min(percent, word.percent);
        }
    };
    for (const auto& row : rows)
        if (row.look != nullptr) add(row.look->words);
    if (const auto look = world.one<model::DomainReputation>()) add(look->words);
    for (const auto& [source, percent] : worst)
        report.measurements.push_back(
            {model::Subject::dnsbl(source), "reputation_source_ratio", percent / 100.0, "ratio"});
}

/// One finding per source, however many addresses it was asked about.
void report_unproven(const model::World& world, model::Report& report) {
    std::set<std::string> found;
    const auto report_each = [&](const std::vector<SourceWord>& words) {
        for (const auto& word : words) {
            const bool failed = word.state == SourceWord::State::unproven && is_proof(word.trust);
            if (!failed || !found.insert(word.source).second) continue;
            report.findings.push_back({&source_unproven, model::Subject::dnsbl(word.source),
                                       bounded(word.text), std::string{name(word.trust)}});
        }
    };
    for (const auto& look : world.of<model::Reputation>()) report_each(look->words);
    if (const auto look = world.one<model::DomainReputation>()) report_each(look->words);
}

model::Needs needs_of(const model::Topology& topology, const Settings&) {
    model::Needs needs;
    for (const auto& [host, address] : host_addresses(topology, is_own))
        needs.require<model::Reputation>({host.name, address});
    for (const auto& of : needs.of<model::Reputation>()) needs.require<model::Listing>(of);
    if (auto domain = listed_domain(topology.target); !domain.empty())
        needs.require<model::DomainReputation>(std::move(domain));
    return needs;
}

/// A listing fails the check. If no list answered now, or one of which nothing is known, the check
/// does not pass.
void judge_domain(const DomainFigure& domain, model::Report& report) {
    const bool is_listed = !domain.listings.empty();
    if (is_listed && domain.is_seen)
        report = model::Report::failed(0);
    else if (report.verdict == model::Verdict::passed && (is_listed || !domain.unanswered.empty()))
        report = model::Report::no_info(Reason::timeout);
}

model::Report judge(const model::World& world, const Settings& settings) {
    if (const auto why = no_ground(world)) return model::Report::no_info(*why);
    const auto rows = rows_of(world, settings.min_proven);
    const auto domain = domain_figure(world);
    auto parts = parts_of(rows);
    add_unseen(parts, *world.topology, is_own);
    const auto no_host = without_mail(*world.topology).value_or(Reason::no_mail_host);
    auto report = worst_of(parts, rows.empty() ? no_host : Reason::too_few_sources);
    judge_domain(domain, report);
    if (report.verdict != model::Verdict::no_info) report.score = score_of(rows, domain);
    for (const auto& row : rows) report_findings(row, report);
    report_domain(world, domain, report);
    measure_sources(rows, world, report);
    report_unproven(world, report);
    return report;
}

}  // namespace

constexpr std::string_view readings[] = {"mx", "listed", "domain_listed"};

extern const Check check;
constinit const Check check = describe<Settings, needs_of, judge>(
    "reputation", "Domain reputation", weight_of("reputation"), readings, kinds, texts);

}  // namespace mailwatchd::checks::reputation
