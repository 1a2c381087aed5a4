#include "engine/check_run.h"

#include "watch/score.h"

#include <algorithm>
#include <cstdint>

namespace mailwatchd::engine {

namespace {

model::CheckState after_check(const std::vector<model::CheckState>& before,
                              const CheckResult& result, base::Instant now) {
    model::CheckState state;
    state.check = result.check;
    if (const auto known = std::ranges::find(before, result.check, &model::CheckState::check);
        known != before.end())
        state = *known;
    const auto& report = result.report;
    const bool conclusive =
        report.verdict != model::Verdict::no_info || model::is_conclusive(report.reason);
    if (conclusive || !state.concluded) state.report = report;
    if (conclusive) {
        state.concluded = true;
        state.concluded_at = now;
    }
    state.last_reason =
        report.verdict == model::Verdict::no_info ? report.reason : model::Reason::none;
    state.last_run = now;
    if (!state.is_inconclusive()) {
        state.inconclusive_since = {};
        state.inconclusive_runs = 0;
    } else if (state.inconclusive_since == base::Instant{}) {
        state.inconclusive_since = now;
    }
    return state;
}

/// What was observed under another name of the host is reported under the target's own.
void name_hosts(const model::Topology& topology, model::Report& report) {
    for (auto& finding : report.findings) model::name_by(topology, finding.subject);
    for (auto& measured : report.measurements) model::name_by(topology, measured.subject);
}

}  // namespace

model::Needs needs_of(const model::Topology& topology, const TargetPlan& target) {
    model::Needs needs;
    needs.target = topology.target;
    needs.active = target.settings.active;
    // Of a name that does not exist there is nothing to see.
    if (topology.mail == model::Topology::Mail::no_domain) return needs;
    for (const auto& plan : *target.checks)
        needs.add(plan.check->needs_of(topology, plan.settings.get()));
    return needs;
}

std::vector<CheckResult> judge(const model::World& world, const CheckPlans& checks) {
    std::vector<CheckResult> results;
    results.reserve(checks->size());
    for (const auto& plan : *checks)
        results.push_back(
            {plan.check->name, plan.weight, plan.check->judge(world, plan.settings.get())});
    if (world.topology)
        for (auto& result : results) name_hosts(*world.topology, result.report);
    return results;
}

model::TargetState after_run(model::TargetState state, const CheckPlans& checks,
                             const std::vector<CheckResult>& results, observe::TopologyPtr topology,
                             base::Instant now) {
    std::vector<model::CheckState> after;
    std::vector<watch::Mark> marks;
    for (const auto& plan : *checks) {
        const auto result = std::ranges::find(results, plan.check->name, &CheckResult::check);
        const auto known =
            std::ranges::find(state.checks, plan.check->name, &model::CheckState::check);
        if (result != results.end())
            after.push_back(after_check(state.checks, *result, now));
        else if (known != state.checks.end())
            after.push_back(*known);
        else
            continue;
        marks.push_back({after.back().report.score, plan.weight});
    }
    state.checks = std::move(after);
    state.score = watch::score(marks);
    state.last_round = now;
    state.topology = std::move(topology);
    return state;
}

void count_inconclusive(model::TargetState& state) {
    for (auto& check : state.checks)
        if (check.is_inconclusive() && check.inconclusive_runs < UINT16_MAX)
            ++check.inconclusive_runs;
}

net::Awaitable<CheckRun> run_checks(observe::Observer& observer, observe::DiscoveryScope scope,
                                    TargetPlan target, observe::Freshness freshness,
                                    observe::Progress progress) {
    CheckRun audit;
    co_await observer.look_at_ourselves(freshness.not_before);
    const bool was_fit = observer.prober().resolver_healthy();
    scope.awaited_times = 0;
    audit.topology = co_await observer.topology(std::move(scope), freshness);
    audit.needs = needs_of(*audit.topology, target);
    co_await observer.take(audit.needs, freshness, std::move(progress));
    co_await observer.look_at_ourselves(observer.network().clock.ticks());
    audit.world = observer.world(audit.topology, audit.needs);
    if (!was_fit) audit.world.prober = model::Reason::resolver_unfit;
    audit.results = judge(audit.world, target.checks);
    co_return audit;
}

}  // namespace mailwatchd::engine
