// Does the server relay mail for unauthenticated clients? README.md is the specification.
#include "checks/check.h"
#include "checks/open_relay/findings.h"
#include "checks/open_relay/texts.h"
#include "checks/series.h"
#include "checks/weights.h"
#include "checks/worst.h"

#include <algorithm>

namespace mailwatchd::checks::open_relay {

using model::ActiveSeries;
using model::Answer;
using model::Reason;

namespace {

/// Highest score if an unambiguous case was accepted.
constexpr int score_of_relay = 20;

struct Count {
    int refused = 0;
    int accepted = 0;
    int deferred = 0;
    int concluded() const { return refused + accepted; }
};

Count count(const ActiveSeries& series) {
    Count found;
    for (const auto& one : series.cases) {
        if (one.answer == Answer::deferred) ++found.deferred;
        if (!model::is_concluded(series, one)) continue;
        ++(one.answer == Answer::accepted ? found.accepted : found.refused);
    }
    return found;
}

Part judge_series(const ActiveSeries& series, const model::Host& host) {
    const auto found = count(series);
    if (found.concluded() == 0) {
        const auto why = series.shortfall();
        return Part::undecided(host, why == Reason::none ? Reason::deferred : why);
    }
    int score = 100 * found.refused / found.concluded();
    if (model::accepted_unambiguous(series) > 0) score = std::min(score, score_of_relay);
    const bool most_refused = 2 * found.refused > found.concluded();
    return most_refused ? Part::passed(host, score) : Part::failed(host, score);
}

/// "third_party: MAIL FROM:<…> 250 …, RCPT TO:<…> 250 …" of the first accepted
/// case that is ambiguous, or that is not.
std::string first_accepted(const ActiveSeries& series, bool ambiguous) {
    const auto found = std::ranges::find_if(series.cases, [&](const model::SeriesCase& one) {
        return one.answer == Answer::accepted &&
               model::is_ambiguous_relay_case(one.name) == ambiguous;
    });
    return found == series.cases.end() ? std::string{}
                                       : found->name + ": " + model::transcript(*found);
}

void measure(const ActiveSeries& series, const Count& found, model::Report& report) {
    const auto subject = model::Subject::endpoint(series.endpoint);
    const auto add = [&](std::string_view name, int value) {
        report.measurements.push_back({subject, name, static_cast<double>(value), "count"});
    };
    add("relay_cases_refused", found.refused);
    add("relay_cases_accepted", found.accepted);
    add("relay_cases_unknown", static_cast<int>(series.cases.size()) - found.concluded());
}

void report_series(const ActiveSeries& series, model::Report& report) {
    const auto found = count(series);
    const auto relays = model::accepted_unambiguous(series);
    const auto report_findings = [&](const model::FindingKind& kind, std::string evidence) {
        report.findings.push_back(finding(kind, series, std::move(evidence)));
    };
    if (relays > 0)
        report_findings(accepted, std::to_string(relays) + " of " +
                                      std::to_string(series.cases.size()) + " combinations; " +
                                      first_accepted(series, false));
    if (static_cast<std::size_t>(found.accepted) > relays)
        report_findings(accepted_ambiguously, first_accepted(series, true));
    if (series.shortfall() != Reason::none) report_findings(cut_short, ending(series));
    if (found.deferred > 0)
        report_findings(deferred, std::to_string(found.deferred) + " of " +
                                      std::to_string(series.cases.size()) + " combinations");
    measure(series, found, report);
}

/// The worst of the judged parts; undecided parts count only if no part was judged.
model::Report conclude(std::vector<Part> parts, const model::Topology& topology) {
    const bool any_judged = std::ranges::any_of(parts, &Part::is_judged);
    if (any_judged)
        std::erase_if(parts, [](const Part& part) { return part.kind == Part::Kind::undecided; });
    return worst_of(parts, why_empty(parts, topology));
}

model::Needs needs_of(const model::Topology& topology, const NoSettings&) {
    model::Needs needs;
    if (!without_mail(topology))
        need_series(needs, topology, is_mail_host, model::SeriesKind::relay, model::smtp);
    return needs;
}

model::Report judge(const model::World& world, const NoSettings&) {
    if (const auto why = no_ground(world)) return model::Report::no_info(*why);
    if (const auto why = without_mail(*world.topology)) return model::Report::no_info(*why);
    std::vector<Part> parts;
    std::vector<std::pair<HostAddress, Reason>> untested;
    for (const auto& host_address : host_addresses(*world.topology, is_mail_host)) {
        const auto seen = series_at(world, host_address, model::SeriesKind::relay, model::smtp);
        if (seen.series != nullptr) parts.push_back(judge_series(*seen.series, host_address.host));
        if (seen.is_absent) parts.push_back(absent(world, host_address));
        if (seen.reason == Reason::none) continue;
        parts.push_back(Part::undecided(host_address.host, seen.reason));
        untested.emplace_back(host_address, seen.reason);
    }
    add_unseen(parts, *world.topology, is_mail_host);
    // If nothing was tested, the reason of the verdict is enough.
    if (std::ranges::none_of(parts, &Part::is_judged)) untested.clear();
    auto report = conclude(std::move(parts), *world.topology);
    for (const auto& series : world.of<model::ActiveSeries>())
        if (series->kind == model::SeriesKind::relay && series->closed == Reason::none)
            report_series(*series, report);
    for (const auto& [host_address, why] : untested)
        report.findings.push_back(
            {&not_tested, model::Subject::address(host_address.host.name, host_address.address),
             std::string{name(why)}});
    return report;
}

}  // namespace

extern const Check check;
constinit const Check check = describe<NoSettings, needs_of, judge>(
    "open_relay", "Open relay", weight_of("open_relay"), kinds, texts);

}  // namespace mailwatchd::checks::open_relay
