// What must hold in the random world after every step.
#include "scenario/simulation.h"

#include <algorithm>
#include <sstream>

namespace mailwatchd::test {

namespace {

using namespace std::chrono_literals;

/// The last repetition of an inconclusive check is after a day (watch/retry.h).
constexpr base::Duration judged_within = 36h;
/// A change that no trouble delayed is reported so long after the next audit is due.
constexpr base::Duration reported_after_due = 30min;
/// So long after trouble, or a change, everything is judged.
constexpr base::Duration recovered_within = 48h;
/// A target is audited so long after it is due, however many others are.
constexpr base::Duration audited_within = 1h;

/// So many sessions with a port in a day: the audit, its confirmations, those that are asked for,
/// and the looks at ourselves while we are cut off.
constexpr int sessions_a_day_max = 100;
// With a base for what is not of targets.
constexpr std::size_t sleepers_max = 100, sleepers_of_a_target_max = 40;
constexpr std::size_t observations_max = 100, observations_of_a_target_max = 120;

}  // namespace

void Simulation::fault(const std::string& what) {
    if (!fault_.empty()) return;
    const auto day = std::chrono::floor<std::chrono::days>(now() - started_).count();
    fault_ = "seed " + std::to_string(options_.seed) + ", day " + std::to_string(day) + ": " + what;
}

void Simulation::false_report(const std::string& what) {
    ++false_;
    fault(what);
}

/// Once, except that a kill may lose the note that it was delivered.
bool Simulation::is_again(const model::Transition& entry) {
    if (ids_.insert(entry.id).second) return false;
    if (!may_repeat_) false_report("delivered again: " + std::string{entry.kind->name});
    return true;
}

void Simulation::compare(const model::Transition& entry) {
    const std::string kind{entry.kind->name};
    const auto words = kind + ' ' + entry.subject.shown() + ' ' + entry.argument + ": " +
                       entry.old_value + ", now " + entry.new_value;
    if (is_again(entry)) return;
    if (kind == "prober_unhealthy" || kind == "prober_healthy")
        return compare_prober(kind == "prober_unhealthy", words);
    if (kind.starts_with("verdict_")) return compare_verdict(entry, words);
    const Key what{kind, std::string{entry.subject.host()}};
    const auto found = expected_.find(what);
    auto& [until, places] = partly_[what];
    const bool is_rest = found == expected_.end() && kind == "certificate_renewed" &&
                         now() < until && !places.contains(entry.subject.shown());
    if (found == expected_.end() && !is_rest) return false_report("did not happen: " + words);
    if (!is_rest) {
        until = now() + reported_within();
        places.clear();
        compare_time(found->second, words);
        expected_.erase(found);
    }
    places.insert(entry.subject.shown());
    for (const auto& target : entry.targets) reported_[target] = {now(), {}};
}

void Simulation::compare_time(const Expected& expected, const std::string& words) {
    ++compared_changes_;
    if (expected.since < std::max(troubled_until_, cut_off_until_)) return;
    ++untroubled_;
    // It was compared at a step, and these are an hour apart.
    if (now() <= expected.since + options_.interval * 11 / 10 + reported_after_due + 1h) return;
    ++late_;
    fault("late: " + words);
}

/// Allowed while we are cut off, and when several changed alike since they were seen last: that
/// cannot be told apart at once.
void Simulation::compare_prober(bool is_unhealthy, const std::string& words) {
    std::map<std::string, int> alike;
    for (const auto& [what, expected] : expected_) ++alike[what.first];
    const bool is_coincidence =
        std::ranges::any_of(alike, [](const auto& each) { return each.second > 1; });
    if (is_coincidence) cut_off_until_ = std::max(cut_off_until_, now() + 12h);
    if (now() > cut_off_until_) false_report("without an outage: " + words);
    if (is_unhealthy == is_unhealthy_) false_report("twice: " + words);
    is_unhealthy_ = is_unhealthy;
}

/// A verdict is an entry of its own if it could not be judged when the change that it follows from
/// was reported: once for each check, and soon.
void Simulation::compare_verdict(const model::Transition& entry, const std::string& words) {
    auto& [at, followed] = reported_[entry.subject.text];
    if (now() > at + judged_within) false_report("without a cause: " + words);
    if (!followed.insert(entry.argument).second) false_report("twice: " + words);
}

void Simulation::compare() {
    for (; compared_ < house_.sink.all.size(); ++compared_) compare(house_.sink.all[compared_]);
    may_repeat_ = false;
    for (const auto& [what, expected] : expected_) {
        if (expected.until >= now()) continue;
        ++lost_;
        const auto day = std::chrono::floor<std::chrono::days>(expected.since - started_).count();
        fault("not reported: " + what.first + ' ' + what.second + " of day " + std::to_string(day));
    }
    if (is_unhealthy_ && now() > cut_off_until_) fault("the prober is still unhealthy");
}

/// No audit is further away than the interval and its jitter, and none is forgotten.
void Simulation::check_due_times() {
    for (int n = 0; n < options_.targets; ++n) {
        if (house_.is_running(domain(n))) continue;
        const auto due = house_.due_of(domain(n));
        if (!due) return fault(domain(n) + " is never due");
        const auto ahead = *due - house_.clock.now();
        if (ahead > options_.interval * 11 / 10) fault(domain(n) + " is due too late");
        if (-ahead > audited_within) fault(domain(n) + " is overdue");
    }
}

/// What is in progress at one time, and what is kept.
void Simulation::check_limits() {
    const auto targets = static_cast<std::size_t>(options_.targets);
    if (house_.rounds_under_way() > house_.plan().configuration.schedule.max_running)
        fault("too many audits at once");
    if (house_.clock.sleepers() > sleepers_max + sleepers_of_a_target_max * targets)
        fault("too many coroutines wait");
    if (house_.observer->size() > observations_max + observations_of_a_target_max * targets)
        fault("too many observations are kept");
    for (const auto& [port, sessions] : house_.faults.sessions())
        if (sessions > 1) fault("two sessions at once with " + port.first.text());
}

/// With each server; one knock at an address of nobody is part of each look at ourselves.
void Simulation::check_sessions() {
    for (int target = 0; target <= options_.targets; ++target)
        for (const std::uint16_t port : {25, 110, 143, 465, 587, 993, 995}) {
            const auto connects = house_.connects(address(target), port);
            const auto more = connects - std::exchange(connects_before_[{target, port}], connects);
            most_sessions_ = std::max(most_sessions_, more);
            if (more > sessions_a_day_max)
                fault(std::to_string(more) + " sessions in a day with port " +
                      std::to_string(port) + " of " + host(target));
        }
}

/// Whether nothing happened lately that a verdict on the target may still wait for.
bool Simulation::is_quiet(int target) const {
    if (now() < std::max(troubled_until_, cut_off_until_) + recovered_within) return false;
    const auto reported = reported_.find(domain(target));
    if (reported != reported_.end() && now() < reported->second.first + recovered_within)
        return false;
    return std::ranges::none_of(expected_, [&](const auto& each) {
        const auto& place = each.first.second;
        return place == host(target) || place == domain(target);
    });
}

/// Once everything is reported, the verdicts are those that the world deserves.
void Simulation::check_verdicts() {
    for (const auto& [which, n] : states_) {
        const auto& [facet, target] = which;
        if (facets()[facet].costs == nullptr || !is_quiet(target)) continue;
        const bool is_bad = n % 2 == 1;
        for (const auto& check : house_.target(domain(target))->state->checks) {
            const bool is_perfect = check.report.score == 100;
            if (check.check != facets()[facet].costs || is_perfect != is_bad) continue;
            fault(check.check + " of " + domain(target) + " in state " + std::to_string(n) +
                  " is " + std::string{model::name(check.report.verdict)} + " with a score of " +
                  std::to_string(check.report.score.value_or(-1)));
        }
        ++verdicts_;
    }
}

std::string Simulation::numbers() const {
    // Of the process, whatever became of the daemon in it.
    std::size_t checks = 0;
    std::istringstream lines{house_.metrics().text()};
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with("mailwatchd_checks_total{"))
            checks += std::stoull(line.substr(line.rfind(' ') + 1));
    std::ostringstream text;
    text << options_.targets * options_.days / 365 << " domain-years: " << checks << " checks, "
         << happened_ << " changes, " << compared_changes_ << " reported (" << untroubled_
         << " without trouble meanwhile), " << expected_.size() << " not due yet, " << false_
         << " false, " << late_ << " late, " << lost_ << " lost; " << verdicts_
         << " verdicts compared, at most " << most_sessions_ << " sessions with a port in a day";
    return text.str();
}

}  // namespace mailwatchd::test
