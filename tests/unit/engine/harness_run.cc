// One run of the harness, and what must hold in it.
#include "harness.h"
#include "watch/own_readings.h"

#include <algorithm>
#include <cstdlib>
#include <set>

namespace mailwatchd::test {

namespace {

using namespace std::chrono_literals;

using Lines = std::vector<std::string>;

/// Waits of one simulated minute. Who waits more often waits for nothing.
constexpr std::size_t waits_a_minute_max = 5'000;
constexpr auto settle = interval * 5 / 4 + 1h;

const std::string address = "198.51.100.25";
const std::string one_more = "port_opened mx.good.example[198.51.100.25]:143 closed>open";

ScriptedEndpoint imap() {
    const Dialogue talk{.greeting = "* OK [CAPABILITY IMAP4rev1 LOGINDISABLED] ready.\r\n",
                        .otherwise = "* CAPABILITY IMAP4rev1\r\na1 OK done\r\n"};
    return talk.endpoint();
}

int sessions(const House& house) {
    int all = 0;
    for (const auto& [port, times] : house.network.connects) all += times;
    return all;
}

Lines lines_of(const std::vector<model::Transition>& transitions) {
    Lines lines;
    for (const auto& each : transitions)
        lines.push_back(std::string{each.kind->name} + ' ' + each.subject.text + ' ' +
                        each.old_value + '>' + each.new_value);
    std::ranges::sort(lines);
    return lines;
}

/// "good.example pop3", one for each time that its change was told.
Lines verdicts_of(const std::vector<model::Transition>& told) {
    Lines all;
    for (const auto& each : told) {
        if (each.reading == &reading::verdict)
            all.push_back(each.subject.text + ' ' + each.argument);
        for (const auto& line : each.consequences)
            if (const auto end = line.find(": "); end != std::string::npos)
                all.push_back(line.substr(0, end));
    }
    return all;
}

class Judge {
public:
    Judge(const Run& run, House& house) : run_{run}, house_{house} {}

    void holds(bool held, const std::string& what) {
        if (!held && std::ranges::find(found_, what) == found_.end()) found_.push_back(what);
    }

    /// Never two rounds of a target at once.
    void rounds() {
        holds(house_.rounds_under_way() <= run_.scenario->layout.targets.size(),
              "two rounds of a target at once");
    }

    void shown_is_recorded(const std::string& when) {
        const auto shown = house_.shown();
        const auto recorded = house_.recorded();
        differ(shown, recorded, when + ": shown and not recorded: ");
        differ(recorded, shown, when + ": recorded and not shown: ");
    }

    void count_targets(std::size_t configured) {
        holds(house_.scheduler->targets().size() == configured, "targets are not as configured");
    }

    /// Each is running, or due within one interval and its spread.
    void due_times() {
        for (const auto& target : run_.scenario->layout.targets) {
            if (house_.is_running(target)) continue;
            const auto due = house_.due_of(target);
            const auto now = house_.clock.now();
            holds(due.has_value(), target + " is never due");
            if (!due) continue;
            holds(*due >= now - 1min, target + " is overdue");
            holds(*due <= now + interval * 5 / 4 + 10min, target + " is due too late");
        }
    }

    /// No more than these, and once each.
    void nothing_else_told(const Lines& expected) {
        differ(lines(told()), expected, "told and did not happen: ");
        std::set<std::string> ids;
        for (const auto& each : told())
            holds(ids.insert(each.id).second, "told twice under one id: " + each.subject.text);
    }

    /// Each verdict's change at most once, and those alone that change where nothing goes wrong.
    void verdicts_told(const std::set<std::string>& expected) {
        std::set<std::string> all;
        for (const auto& each : verdicts_of(told())) {
            holds(all.insert(each).second, "told twice: " + each);
            holds(expected.contains(each), "told and did not happen: " + each);
        }
    }

    void all_stored(const Lines& expected) {
        differ(expected, lines(house_.stored()), "not stored: ");
        differ(lines(house_.stored()), expected, "stored and did not happen: ");
    }
    bool is_all_told(const Lines& expected) const { return lines(told()) == expected; }
    void all_told(const Lines& expected) {
        nothing_else_told(expected);
        differ(expected, lines(told()), "not told: ");
        all_stored(expected);
    }

    Lines found() { return std::move(found_); }

    /// The daemon has ended on a disk that could not note what was delivered: the next one delivers
    /// that again, under the ids that it has.
    void expect_again() { delivers_again_ = true; }

private:
    std::vector<model::Transition> told() const {
        std::vector<model::Transition> all;
        std::set<std::string> ids;
        for (const auto& each : house_.teller.all)
            if (ids.insert(each.id).second || !delivers_again_) all.push_back(each);
        return all;
    }

    /// Without those of verdicts, which are told by themselves or inside of others' entries.
    Lines lines(const std::vector<model::Transition>& transitions) const {
        auto all = lines_of(transitions);
        std::erase_if(all, [&](const auto& line) {
            return line.starts_with("verdict_") || may_be_told(line) ||
                   (run_.fault != nullptr && run_.fault->changes_rules &&
                    line.starts_with("rules_changed"));
        });
        return all;
    }

    bool may_be_told(const std::string& line) const {
        const auto& lines = run_.scenario->may_tell;
        return std::ranges::find(lines, line) != lines.end();
    }

    /// What `some` have and `others` lack; both sorted.
    void differ(const Lines& some, const Lines& others, const std::string& what) {
        Lines only;
        std::ranges::set_difference(some, others, std::back_inserter(only));
        if (only.empty()) return;
        const auto more = only.size() - 1;
        holds(false,
              what + only.front() + (more == 0 ? "" : " and " + std::to_string(more) + " more"));
    }

    const Run& run_;
    House& house_;
    Lines found_;
    bool delivers_again_ = false;
};

/// The fault is over: what was configured is again, disk and sink are sound.
void mend(const Run& run, House& house, Judge& judge) {
    house.teller.refuses = false;
    // Every other time the daemon ends on the dead disk, else it goes on.
    const bool ends = house.faults.disk == DiskFault::fails && run.wait % 2 == 0;
    if (ends) house.stop();
    house.faults.disk = DiskFault::none;
    if (ends) {
        judge.expect_again();
        house.start();
    }
    house.configure(run.scenario->layout.text());
    // Nobody could resume a target that was away.
    for (const auto& target : run.scenario->layout.targets) house.pause(target, false);
}

void while_hurt(const Run& run, Judge& judge) {
    const auto& fault = *run.fault;
    judge.shown_is_recorded("while it lasts");
    judge.nothing_else_told(run.scenario->told);
    if (fault.stops_sink) judge.all_stored(run.scenario->told);
}

void once_more(House& house, const Run& run, Judge& judge) {
    house.network.endpoint(address, 143) = imap();
    const auto told = [&] { return !house.told().empty() && house.told().back() == one_more; };
    house.run_until(told, 2 * settle);
    house.run_for(10min);
    auto expected = run.scenario->told;
    expected.push_back(one_more);
    std::ranges::sort(expected);
    judge.all_told(expected);
    judge.shown_is_recorded("at the end");
    judge.due_times();
}

void end(House& house, Judge& judge) {
    house.stop();
    judge.holds(house.clock.sleepers() == 0, "work is left after the stop");
    judge.holds(house.network.open_connections == 0, "a connection is left after the stop");
}

}  // namespace

std::string Run::text() const {
    std::string text = scenario->name;
    if (fault != nullptr)
        text += ' ' + fault->name + ' ' + std::to_string(wait) +
                (side == Side::before ? " before" : " after");
    return text;
}

namespace {

Lines replay_in(House& house, const Run& run, Undisturbed& seen, const Break& broken) {
    const auto& scenario = *run.scenario;
    Judge judge{run, house};
    scenario.world(house);
    house.faults.at_each_wait = [&] { judge.rounds(); };
    if (!scenario.from_start) {
        house.start();
        house.run_for(1h);
    }
    const int first_round = sessions(house);
    house.faults.set_waits_a_minute_max(waits_a_minute_max);
    if (broken) broken(house);
    bool struck = run.fault == nullptr;
    house.faults.arm(run.wait, run.side, [&] {
        struck = true;
        run.fault->strike(house, scenario.layout);
    });
    scenario.script(house, scenario.layout);
    const auto waits = house.faults.kinds();
    // A wait that lasts longer than the script has no far side in it.
    judge.holds(struck || run.side == Side::after, "the fault did not happen");
    if (!struck) house.faults.arm(0, Side::before, {});
    if (run.fault != nullptr) while_hurt(run, judge);
    if (run.fault != nullptr && run.fault->lasts) {
        mend(run, house, judge);
        house.run_for(settle);
    }
    // What a fault broke off near the end of the script is begun again.
    house.run_until([&] { return judge.is_all_told(scenario.told); }, settle);
    judge.shown_is_recorded("afterwards");
    judge.count_targets(scenario.layout.targets.size());
    judge.all_told(scenario.told);
    const auto verdicts = verdicts_of(house.teller.all);
    if (run.fault != nullptr) judge.verdicts_told(seen.verdicts);
    once_more(house, run, judge);
    end(house, judge);
    if (run.fault == nullptr)
        seen = {waits, {verdicts.begin(), verdicts.end()}, sessions(house), first_round};
    else if (run.fault->steps_wall)
        judge.holds(sessions(house) <= seen.sessions + seen.sessions_a_round,
                    "more sessions than without the step");
    return judge.found();
}

}  // namespace

std::vector<std::string> replay(const Run& run, Undisturbed& seen, const Break& broken) {
    auto house = std::make_unique<House>(run.scenario->layout.text());
    try {
        return replay_in(*house, run, seen, broken);
    } catch (...) {
        house.release();  // In the middle of everything it cannot end in order.
        throw;
    }
}

}  // namespace mailwatchd::test
