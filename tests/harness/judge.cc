#include "harness/judge.h"

#include "engine/rules.h"
#include "harness/rounds.h"
#include "observe/dnsbl/dnsbl_client.h"
#include "watch/own_readings.h"

#include <algorithm>
#include <cstdlib>

namespace mailwatchd::test {

namespace {

using namespace std::chrono_literals;

Lines lines_of(const std::vector<model::Transition>& transitions) {
    Lines lines;
    for (const auto& each : transitions)
        lines.push_back(std::string{each.kind->name} + ' ' + each.subject.shown() + ' ' +
                        each.old_value + '>' + each.new_value);
    std::ranges::sort(lines);
    return lines;
}

std::string text_of(const FaultPoints::Port& port) {
    return port.first.text() + ' ' + std::to_string(port.second);
}

}  // namespace

Lines end_state(const House& house, const Layout& layout) {
    auto lines = house.shown_without_times();
    const auto gauges = house.gauges();
    lines.insert(lines.end(), gauges.begin(), gauges.end());
    for (const auto& target : layout.targets) {
        const auto due = house.due_of(target);
        if (!due) continue;
        const auto slot = due->time_since_epoch() % interval;
        lines.push_back(target + " due at " + std::to_string(slot.count()) + " ms of its interval");
    }
    std::ranges::sort(lines);
    return lines;
}

void Judge::holds(bool held, const std::string& what) {
    if (!held && std::ranges::find(found_, what) == found_.end()) found_.push_back(what);
}

void Judge::at_once() {
    if (!house_.observer) return;
    for (const auto& [target, rounds] : house_.observer->use<RoundsUnderWay>().of)
        holds(rounds <= 1, "two rounds of " + target + " at once");
    for (const auto& [port, sessions] : house_.faults.sessions())
        holds(sessions <= 1, "two sessions at once with " + text_of(port));
}

/// While the disk refuses everything, memory is ahead of it and says so.
void Judge::shown_is_recorded(const std::string& when) {
    if (house_.scheduler->state_writer().refusal()) {
        holds(house_.faults.disk != DiskFault::none, when + ": the disk is well");
        return;
    }
    const auto shown = house_.shown();
    const auto recorded = house_.recorded();
    differ(shown, recorded, when + ": shown but not recorded: ");
    differ(recorded, shown, when + ": recorded but not shown: ");
}

void Judge::as_configured() {
    const auto& plan = house_.plan();
    Lines wanted, known;
    for (const auto& target : plan.targets) wanted.push_back(target.settings.name.name);
    house_.scheduler->targets().for_each(
        [&](const std::string& name, const engine::Target&) { known.push_back(name); });
    std::ranges::sort(wanted);
    holds(wanted == known, "targets are not as configured");
    for (const auto& health : house_.observer->use<observe::DnsblClient>().health())
        holds(std::ranges::find(*plan.dnsbls, health.dnsbl, &model::Dnsbl::name) !=
                  plan.dnsbls->end(),
              "a list that is not configured is shown: " + health.dnsbl);
    holds(house_.value(model::Subject::prober(), reading::rules) == engine::rules_of(plan),
          "rules are not as configured");
}

void Judge::due_times() {
    for (const auto& target : run_.scenario->layout.targets) {
        if (house_.is_running(target)) continue;
        const auto due = house_.due_of(target);
        const auto now = house_.clock.now();
        holds(due.has_value(), target + " is never due");
        if (!due) continue;
        holds(*due >= now - 1min, target + " is overdue");
        holds(*due <= now + interval, target + " is due too late");
        const auto recorded = house_.target(target)->state->next_due;
        holds(std::chrono::abs(*due - recorded) < 1min,
              target + " is recorded with another due time");
    }
}

void Judge::nothing_else_delivered(const Lines& expected) {
    differ(lines(delivered()), expected, "reported but did not happen: ");
    std::set<std::string> ids;
    for (const auto& each : delivered())
        holds(ids.insert(each.id).second, "reported twice with one id: " + each.subject.shown());
}

void Judge::verdicts_delivered(const std::set<std::string>& expected) {
    std::set<std::string> all;
    for (const auto& each : verdicts_of(delivered())) {
        holds(all.insert(each).second, "reported twice: " + each);
        holds(expected.contains(each), "reported but did not happen: " + each);
    }
    // If other rules apply from then on, their effects are reported only as a change of the rules.
    if (run_.fault->changes_rules) return;
    for (const auto& each : expected) holds(all.contains(each), "not reported: " + each);
}

bool Judge::are_verdicts_delivered(const std::set<std::string>& expected) const {
    const auto all = verdicts_of(delivered());
    return std::ranges::all_of(expected, [&](const std::string& each) {
        return std::ranges::find(all, each) != all.end();
    });
}

void Judge::unmoved(int sessions, const Undisturbed& seen) {
    // While the daemon is down, only the wall clock tells when a target is due: a step then counts
    // as elapsed time, and adds or saves one round.
    const int may_differ = run_.scenario->restarts ? seen.sessions_a_round : 0;
    holds(std::abs(sessions - seen.sessions) <= may_differ,
          std::to_string(sessions) + " sessions, and " + std::to_string(seen.sessions) +
              " without the step");
}

void Judge::all_stored(const Lines& expected) {
    differ(expected, lines(house_.stored()), "not stored: ");
    differ(lines(house_.stored()), expected, "stored but did not happen: ");
}

bool Judge::is_all_delivered(const Lines& expected) const { return lines(delivered()) == expected; }

void Judge::all_delivered(const Lines& expected) {
    nothing_else_delivered(expected);
    differ(expected, lines(delivered()), "not reported: ");
    all_stored(expected);
}

void Judge::ends_as(const Lines& expected) {
    const auto now = end_state(house_, run_.scenario->layout);
    differ(now, expected, "at the end, but not without the fault: ");
    differ(expected, now, "missing at the end compared with no fault: ");
}

std::vector<model::Transition> Judge::delivered() const {
    std::vector<model::Transition> all;
    std::set<std::string> ids;
    for (const auto& each : house_.sink.all)
        if (ids.insert(each.id).second || !delivers_again_) all.push_back(each);
    return all;
}

/// Without those of verdicts, which may be reported alone or inside other entries; see
/// `verdicts_told`.
Lines Judge::lines(const std::vector<model::Transition>& transitions) const {
    auto all = lines_of(transitions);
    std::erase_if(all, [&](const auto& line) {
        return line.starts_with("verdict_") || need_not_be_delivered(line);
    });
    return all;
}

bool Judge::need_not_be_delivered(const std::string& line) const {
    if (run_.fault == nullptr) return false;
    const auto& asked = run_.scenario->delivered_if_asked;
    return (run_.fault->forgets_requests && std::ranges::find(asked, line) != asked.end()) ||
           (run_.fault->changes_rules && line.starts_with("rules_changed"));
}

/// Reports the elements that are in only one of `some` and `others`; both are sorted.
void Judge::differ(const Lines& some, const Lines& others, const std::string& what) {
    Lines only;
    std::ranges::set_difference(some, others, std::back_inserter(only));
    if (only.empty()) return;
    const auto more = only.size() - 1;
    holds(false, what + only.front() + (more == 0 ? "" : " and " + std::to_string(more) + " more"));
}

}  // namespace mailwatchd::test
