#include "engine/rejudge.h"

#include "observe/topology/changes.h"
#include "watch/own_readings.h"

#include <algorithm>

namespace mailwatchd::engine {

namespace {

/// Whether the value of a reading `mx`, such as "10 mx1.example.org, 20 mx2.example.org", names the
/// host.
bool names_host(std::string_view mx_set, std::string_view host) {
    const auto at = mx_set.find(' ' + std::string{host});
    if (at == std::string_view::npos) return false;
    const auto after = mx_set.substr(at + 1 + host.size());
    return after.empty() || after.starts_with(',');
}

const CheckPlan* plan_of(const TargetPlan& target, std::string_view check) {
    const auto found = std::ranges::find_if(
        *target.checks, [&](const CheckPlan& plan) { return plan.check->name == check; });
    return found == target.checks->end() ? nullptr : &*found;
}

/// Whether a conclusive result differs from the recorded one.
bool is_news(const model::TargetState& state, const std::vector<CheckResult>& results) {
    return std::ranges::any_of(results, [&](const CheckResult& result) {
        const auto& now = result.report;
        if (now.verdict == model::Verdict::no_info && !model::is_conclusive(now.reason))
            return false;
        const auto known = std::ranges::find(state.checks, result.check, &model::CheckState::check);
        return known == state.checks.end() || known->report.verdict != now.verdict ||
               known->report.reason != now.reason || known->report.score != now.score;
    });
}

}  // namespace

bool Rejudge::is_settled(const Target& target) const {
    const auto& standing_table = tools_.state_writer.standing_table();
    return std::ranges::none_of(target.rests_on, [&](const model::Subject& subject) {
        return standing_table.is_pending(subject);
    });
}

/// What a check judges by.
std::vector<model::Subject> Rejudge::subjects_of(const Target& target,
                                                 const CheckPlan& plan) const {
    auto subjects = tools_.targets.subjects_of(
        plan.check->needs_of(*target.state->topology, plan.settings.get()));
    subjects.push_back(model::Subject::name(target.name()));
    return subjects;
}

/// Whether no change is pending of what the check judges by. Requires a topology.
bool Rejudge::is_settled(const Target& target, std::string_view check) const {
    const auto* const plan = plan_of(target.plan, check);
    if (plan == nullptr) return true;
    const auto& standing_table = tools_.state_writer.standing_table();
    return std::ranges::none_of(subjects_of(target, *plan), [&](const model::Subject& subject) {
        return standing_table.is_pending(subject, plan->check->readings);
    });
}

bool Rejudge::are_rules_new() const {
    const auto known =
        tools_.state_writer.standing_table().value(model::Subject::prober(), reading::rules);
    return !known.empty() && known != rules_;
}

/// The findings of the mail hosts that were not in the set before, except those of severity info,
/// e.g. "POP3_CLEARTEXT_LOGIN mx2.example.org[192.0.2.26]:110".
std::vector<std::string> Rejudge::findings_of_new_hosts(const Target& target,
                                                        const model::Transition& change) const {
    std::vector<std::string> found;
    const auto topology = tools_.observer.latest_topology(change.subject.text);
    if (!topology) return found;
    const auto world = tools_.observer.world(topology, needs_of(*topology, target.plan));
    for (const auto& result : judge(world, target.plan.checks)) {
        for (const auto& finding : result.report.findings) {
            const auto host = finding.subject.host();
            if (finding.kind->severity != model::Severity::info &&
                names_host(change.new_value, host) && !names_host(change.old_value, host))
                found.push_back(std::string{finding.kind->tag} + ' ' + finding.subject.shown());
        }
    }
    return found;
}

std::optional<TargetUpdate> Rejudge::judged_again(const Target& target,
                                                  bool as_of_last_round) const {
    const auto& topology = target.state->topology;
    if (!topology) return std::nullopt;
    TargetUpdate update;
    update.results = judge(tools_.evidence.world(topology, target.needs), target.plan.checks);
    if (target.judged() && !is_settled(target))
        std::erase_if(update.results,
                      [&](const CheckResult& result) { return !is_settled(target, result.check); });
    if (update.results.empty()) return std::nullopt;
    const auto seen_at = as_of_last_round ? target.state->last_round : tools_.clock.now();
    update.state = after_run(*target.state, target.plan.checks, update.results, topology, seen_at);
    return update;
}

net::Awaitable<void> Rejudge::judge_again(std::vector<Handle> targets,
                                          StateWriter::EventOptions options) {
    for (const auto target : targets) co_await tools_.evidence.warm_up(target);
    Edit edit = [this, silently = options.silently](const Target& target) {
        return judged_again(target, silently);
    };
    co_await tools_.state_writer.record(std::move(targets), std::move(edit), std::move(options));
}

std::uint64_t Rejudge::hold(std::vector<model::Transition> changes) {
    held_.emplace(++last_held_, std::move(changes));
    return last_held_;
}

net::Awaitable<void> Rejudge::judge_changed(std::vector<Handle> targets,
                                            std::vector<model::Transition> changes) {
    const auto mine = hold(std::move(changes));
    StateWriter::EventOptions options;
    options.cause_of = causes();
    co_await judge_again(std::move(targets), std::move(options));
    held_.erase(mine);
}

/// Compares numbers of observations: a verdict has a later one than what it was judged by.
bool Rejudge::is_judged(const Target& target) const {
    const auto& standing_table = tools_.state_writer.standing_table();
    const auto judged = standing_table.last_judged(model::Subject::name(target.name()));
    return std::ranges::none_of(target.rests_on, [&](const model::Subject& subject) {
        return standing_table.last_observed(subject) > judged;
    });
}

net::Awaitable<std::vector<Handle>> Rejudge::judge_unjudged(
    std::vector<model::Transition> undelivered) {
    std::vector<Handle> need_a_round;
    std::vector<Handle> unjudged;
    const auto& standing_table = tools_.state_writer.standing_table();
    tools_.targets.for_each([&](const std::string& name, const Target& target) {
        if (!target.judged() || is_judged(target)) return;
        const auto own = model::Subject::name(name);
        if (standing_table.last_observed(own) > standing_table.last_judged(own))
            need_a_round.push_back(target.handle);
        unjudged.push_back(target.handle);
    });
    Edit edit = [this](const Target& target) -> std::optional<TargetUpdate> {
        auto update = judged_again(target, true);
        if (update && !is_news(*target.state, update->results)) update.reset();
        return update;
    };
    const auto mine = hold(std::move(undelivered));
    StateWriter::EventOptions options;
    options.cause_of = causes();
    co_await tools_.state_writer.record(std::move(unjudged), std::move(edit), std::move(options));
    held_.erase(mine);
    co_return need_a_round;
}

net::Awaitable<Written> Rejudge::record_round(Handle target, RoundRecord round, Judge judge) {
    Edit edit = [&](const Target& current) -> std::optional<TargetUpdate> {
        TargetUpdate update;
        update.results = judge(current);
        update.state = *current.state;
        if (!update.results.empty()) {
            update.state = after_run(std::move(update.state), current.plan.checks, update.results,
                                     round.topology, tools_.clock.now());
            update.took = tools_.clock.ticks() - round.started;
            if (round.counts) count_inconclusive(update.state);
        }
        update.state.next_due = round.next_due;
        update.state.topology = round.topology;
        return update;
    };
    std::vector<Handle> one{target};
    StateWriter::EventOptions by_itself;
    by_itself.silently = learning_ && are_rules_new();
    const auto written =
        co_await tools_.state_writer.record(std::move(one), std::move(edit), by_itself);
    co_return written;
}

watch::ContextOf Rejudge::context_of(std::shared_ptr<const Plan> plan) const {
    return [&targets = tools_.targets, plan = std::move(plan)](const model::Reading& reading) {
        model::ChangeContext context;
        context.is_mx = targets.is_mx(reading.subject);
        context.lists = plan->dnsbls;
        context.sources = plan->sources;
        return context;
    };
}

StateWriter::CauseOf Rejudge::causes() const {
    return [this](const std::string& name, std::string_view check) {
        const auto* const target = tools_.targets.find(name);
        const auto* const plan = target == nullptr ? nullptr : plan_of(target->plan, check);
        if (plan == nullptr || !target->state->topology) return std::string{};
        const auto subjects = subjects_of(*target, *plan);
        const model::Transition* cause = nullptr;
        for (const auto& [number, changes] : held_)
            for (const auto& change : changes) {
                const auto& readings = plan->check->readings;
                const bool is_read =
                    std::ranges::find(readings, change.reading->name) != readings.end() &&
                    std::ranges::find(subjects, change.subject) != subjects.end();
                if (is_read && (cause == nullptr || change.priority < cause->priority))
                    cause = &change;
            }
        if (cause == nullptr) return std::string{};
        return cause->part_of.empty() ? cause->id : cause->part_of;
    };
}

StateWriter::NameTargets Rejudge::names_for() const {
    return [this](model::Transition& transition) {
        tools_.targets.name_targets(transition);
        if (transition.kind != &change::mx_changed) return;
        if (const auto* const target = tools_.targets.find(transition.subject.text))
            transition.consequences = findings_of_new_hosts(*target, transition);
    };
}

}  // namespace mailwatchd::engine
