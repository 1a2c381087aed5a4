// Does the server relay mail for unauthenticated clients? README.md is the specification.
#include "base/time.h"
#include "checks/check.h"
#include "checks/open_relay/findings.h"
#include "checks/open_relay/texts.h"
#include "checks/ports.h"
#include "checks/series.h"
#include "checks/share.h"
#include "checks/weights.h"
#include "checks/worst.h"
#include "model/active_hold.h"
#include "model/relay_control.h"

#include <algorithm>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

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
    int unasked = 0;
    int all = 0;
    int concluded() const { return refused + accepted; }
};

Count count(const ActiveSeries& series) {
    Count found;
    for (const auto& one : series.cases) {
        if (model::is_control(one.name)) continue;
        ++found.all;
        if (one.answer == Answer::deferred) ++found.deferred;
        if (one.answer == Answer::none) ++found.unasked;
        if (!model::is_concluded(series, one)) continue;
        ++(one.answer == Answer::accepted ? found.accepted : found.refused);
    }
    return found;
}

/// What counts of one endpoint: what was seen, and what is confirmed of the cases that were not.
struct Counted {
    Share cases;          ///< Bad ones were accepted.
    bool relays = false;  ///< An unambiguous one was accepted.

    void add(std::string_view name, bool is_accepted) {
        ++(is_accepted ? cases.bad : cases.good);
        relays |= is_accepted && !model::is_ambiguous_relay_case(name);
    }
};

/// `series` is null if there is none.
Counted count_all(const model::World& world, const model::Endpoint& endpoint,
                  const ActiveSeries* series) {
    Counted found;
    const auto subject = model::Subject::endpoint(endpoint);
    for (const auto& known : model::relay_cases) {
        const auto* const one = series == nullptr ? nullptr : series->find(known.name);
        if (one != nullptr && model::is_concluded(*series, *one)) {
            found.add(known.name, one->answer == Answer::accepted);
            continue;
        }
        const auto confirmed = standing(world, subject, "relay", known.name);
        if (confirmed.empty())
            ++found.cases.undecided;
        else
            found.add(known.name, confirmed == "accepted");
    }
    return found;
}

bool passes(int refused, int accepted) { return refused > accepted; }

/// `why` there is no verdict if the undecided cases matter.
Part judge_counted(const Counted& counted, const model::Host& host, Reason why) {
    const auto passed = judge_share(counted.cases, passes);
    if (!passed) return Part::undecided(host, why);
    int score = 100 * counted.cases.good / counted.cases.decided();
    if (counted.relays) score = std::min(score, score_of_relay);
    return *passed ? Part::passed(host, score) : Part::failed(host, score);
}

/// If no case was concluded now, nothing is judged: only a look can renew a verdict.
Part judge_series(const model::World& world, const ActiveSeries& series, const model::Host& host) {
    const auto shortfall = series.shortfall();
    const auto why = shortfall == Reason::none ? Reason::deferred : shortfall;
    if (count(series).concluded() == 0) return Part::undecided(host, why);
    return judge_counted(count_all(world, series.endpoint, &series), host, why);
}

/// "third_party: MAIL FROM:<…> 250 …, RCPT TO:<…> 250 …" of the first accepted
/// case that is ambiguous, or that is not.
std::string first_accepted(const ActiveSeries& series, bool ambiguous) {
    const auto found = std::ranges::find_if(series.cases, [&](const model::SeriesCase& one) {
        return one.answer == Answer::accepted && !model::is_control(one.name) &&
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
    add("relay_cases_unknown", found.all - found.concluded());
}

std::string of_all(int some, const Count& found) {
    return std::to_string(some) + " of " + std::to_string(found.all) + " combinations";
}

/// Why cases have no answer, or why their answers prove nothing.
void report_gaps(const ActiveSeries& series, const Count& found, model::Report& report) {
    const auto add = [&](const model::FindingKind& kind, std::string evidence,
                         std::string detail = {}) {
        report.findings.push_back(finding(kind, series, std::move(evidence), std::move(detail)));
    };
    const auto why = series.shortfall();
    if (why == Reason::not_trusted)
        add(accepts_everything, model::transcript(*series.find(model::impossible_case)));
    if (why != Reason::none && why != Reason::not_trusted)
        add(cut_short, last_reply(series), ending(series));
    if (found.deferred > 0) add(deferred, {}, of_all(found.deferred, found));
    if (why == Reason::none && found.unasked > 0) add(unasked, {}, of_all(found.unasked, found));
    const auto& failure = series.failure;
    if (series.end == model::SeriesEnd::finished && failure &&
        failure->code == base::Errc::tls_failed)
        add(without_tls, {}, failure->detail);
}

void report_series(const ActiveSeries& series, model::Report& report) {
    const auto found = count(series);
    const auto relays = model::accepted_unambiguous(series);
    if (relays > 0)
        report.findings.push_back(finding(accepted, series, first_accepted(series, false),
                                          of_all(static_cast<int>(relays), found)));
    if (static_cast<std::size_t>(found.accepted) > relays)
        report.findings.push_back(
            finding(accepted_ambiguously, series, first_accepted(series, true)));
    report_gaps(series, found, report);
    measure(series, found, report);
}

void report_holds(const model::World& world, model::Report& report) {
    for (const auto& hold : world.of<model::ActiveHold>()) {
        if (hold->endpoint.service != model::smtp) continue;
        report.findings.push_back({&on_hold, model::Subject::endpoint(hold->endpoint),
                                   bounded(hold->why), "until " + base::rfc3339(hold->until)});
    }
}

/// An address that was not tested now, and why.
using Untested = std::pair<HostAddress, Reason>;

/// Of addresses that were not tested: as they are confirmed from earlier, unless they must not be
/// tested any more.
void add_confirmed(const model::World& world, std::span<const Untested> untested,
                   std::vector<Part>& parts) {
    for (const auto& [at, why] : untested)
        if (!model::is_conclusive(why)) {
            const auto known = count_all(world, {at.host.name, at.address, model::smtp}, nullptr);
            if (known.cases.decided() > 0) parts.push_back(judge_counted(known, at.host, why));
        }
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
    std::vector<Untested> untested;
    for (const auto& host_address : host_addresses(*world.topology, is_mail_host)) {
        const auto seen = series_at(world, host_address, model::SeriesKind::relay, model::smtp);
        if (seen.series != nullptr)
            parts.push_back(judge_series(world, *seen.series, host_address.host));
        if (seen.is_absent) parts.push_back(absent(world, host_address));
        if (seen.reason == Reason::none) continue;
        parts.push_back(Part::undecided(host_address.host, seen.reason));
        untested.emplace_back(host_address, seen.reason);
    }
    if (std::ranges::any_of(parts, &Part::is_judged)) add_confirmed(world, untested, parts);
    add_unseen(parts, *world.topology, is_mail_host);
    // If nothing was tested, the reason of the verdict is enough.
    if (std::ranges::none_of(parts, &Part::is_judged)) untested.clear();
    auto report = conclude(std::move(parts), *world.topology);
    for (const auto& series : world.of<model::ActiveSeries>())
        if (series->kind == model::SeriesKind::relay && series->closed == Reason::none)
            report_series(*series, report);
    for (const auto& [host_address, why] : untested)
        report.findings.push_back(
            {&not_tested,
             model::Subject::address(host_address.host.name, host_address.address),
             {},
             std::string{name(why)}});
    report_holds(world, report);
    return report;
}

}  // namespace

constexpr std::string_view readings[] = {"mx", "port", "relay"};

extern const Check check;
constinit const Check check = describe<NoSettings, needs_of, judge>(
    "open_relay", "Open relay", weight_of("open_relay"), readings, kinds, texts);

}  // namespace mailwatchd::checks::open_relay
