#include "control/adhoc_audits.h"

#include "base/escape.h"
#include "control/audit_view.h"
#include "control/exit_codes.h"
#include "net/gather.h"
#include "net/spawn.h"
#include "publish/reason_words.h"

#include <algorithm>

namespace mailwatchd::control {

namespace {

/// Targets audited in parallel.
constexpr std::size_t running_max = 8;

/// The settings of a configured target; the defaults for any other.
engine::TargetPlan plan_of(const engine::Plan& plan, const model::TargetName& target) {
    for (const auto& known : plan.targets)
        if (known.settings.name == target) return known;
    config::TargetSettings settings;
    settings.name = target;
    settings.interval = plan.configuration.schedule.interval;
    settings.active = plan.configuration.probe.active.mode;
    return {settings, plan.checks};
}

/// The state after one run without any earlier state.
engine::StatePtr state_of(const engine::TargetPlan& target, const engine::CheckRun& audit,
                          base::Instant now) {
    model::TargetState state;
    state.target = target.settings.name;
    state.interval = target.settings.interval;
    return std::make_shared<const model::TargetState>(
        engine::after_run(std::move(state), target.checks, audit.results, audit.topology, now));
}

/// The reasons of checks that sent nothing.
bool could_not_ask(model::Reason reason) {
    using enum model::Reason;
    return reason == address_refused || reason == no_route || reason == prober_unhealthy ||
           reason == resolver_unfit || reason == interrupted;
}

}  // namespace

AdHocAudits::AdHocAudits(observe::Observer& observer, net::Clock& clock,
                         std::shared_ptr<const engine::Plan> plan,
                         std::vector<model::TargetName> targets, AdHocListener listener)
    : observer_{observer},
      clock_{clock},
      plan_{std::move(plan)},
      targets_{std::move(targets)},
      listener_{std::move(listener)},
      places_{running_max} {}

net::Awaitable<void> AdHocAudits::run() {
    began_ = clock_.ticks();
    std::vector<net::Awaitable<void>> audits;
    for (const auto& target : targets_) audits.push_back(audit(plan_of(*plan_, target)));
    co_await net::gather(std::move(audits));
}

int AdHocAudits::status(bool strict) const {
    if (!problem().empty()) return exit_could_not_audit;
    if (failed_) return exit_something_failed;
    return strict && no_info_ ? exit_no_information : exit_nothing_failed;
}

std::string AdHocAudits::problem() const {
    if (!observer_.prober().resolver_healthy())
        return "the DNS resolver does not work correctly, so nothing was audited";
    return not_audited_;
}

net::Awaitable<void> AdHocAudits::audit(engine::TargetPlan target) {
    const auto permit = co_await places_.acquire();
    const observe::Freshness freshness{observe::Purpose::requested, began_, {}};
    observe::Progress progress = [this, name = target.settings.name.name](std::size_t done,
                                                                          std::size_t total) {
        listener_.progress(name, done, total);
    };
    auto scope = plan_->scope(target.settings);
    const auto audit = co_await engine::run_checks(observer_, std::move(scope), target, freshness,
                                                   std::move(progress));
    const bool is_cancelled = co_await net::is_cancelled();
    if (is_cancelled) co_return;
    for (const auto& result : audit.results) {
        failed_ = failed_ || result.report.verdict == model::Verdict::failed;
        no_info_ = no_info_ || result.report.verdict == model::Verdict::no_info;
    }
    if (const auto why = why_not_audited(audit.results); why && not_audited_.empty())
        not_audited_ = base::escape(target.settings.name.name)
                           .append(": nothing was audited: ")
                           .append(publish::words(*why));
    listener_.audited(
        audit_view(target, state_of(target, audit, clock_.now()), audit.world, observer_));
}

std::optional<model::Reason> why_not_audited(std::span<const engine::CheckResult> results) {
    std::optional<model::Reason> why;
    for (const auto& [check, weight, report] : results) {
        if (report.verdict != model::Verdict::no_info) return std::nullopt;
        if (!why && could_not_ask(report.reason)) why = report.reason;
    }
    return why;
}

std::shared_ptr<const engine::Plan> passive(const std::shared_ptr<const engine::Plan>& plan) {
    auto changed = std::make_shared<engine::Plan>(*plan);
    changed->configuration.probe.active.mode = model::ActiveMode::off;
    for (auto& target : changed->targets) target.settings.active = model::ActiveMode::off;
    return changed;
}

base::Result<std::vector<model::TargetName>> parse_targets(const std::vector<std::string>& texts) {
    std::vector<model::TargetName> targets;
    for (const auto& text : texts) {
        auto target = model::TargetName::parse(text);
        if (!target) return target.error();
        if (std::ranges::find(targets, *target) == targets.end())
            targets.push_back(*std::move(target));
    }
    return targets;
}

}  // namespace mailwatchd::control
