// One run of the harness.
#include "harness/judge.h"
#include "harness/rounds.h"

#include <algorithm>
#include <memory>
#include <set>

namespace mailwatchd::test {

namespace {

using namespace std::chrono_literals;

/// Maximum waits in one simulated minute; more are a busy loop.
constexpr std::size_t waits_a_minute_max = 5'000;
/// Time for the next round, at most an interval away, and its confirmation: for work that a fault
/// interrupted near the end of the script.
constexpr auto settle = interval + 1h;

const std::string one_more = "port_opened mx.good.example[198.51.100.25]:143 closed>open";

ScriptedEndpoint imap() {
    const Dialogue talk{.greeting = "* OK [CAPABILITY IMAP4rev1 LOGINDISABLED] ready.\r\n",
                        .otherwise = "* CAPABILITY IMAP4rev1\r\na1 OK done\r\n"};
    return talk.endpoint();
}

/// Sessions with mail servers. The prober's own test of an address that nobody has is as frequent
/// as the audits happen to be apart.
int sessions(const House& house) {
    std::set<model::Address> servers;
    for (const auto& [port, server] : house.network.endpoints) servers.insert(port.first);
    int all = 0;
    for (const auto& [port, times] : house.network.connects)
        if (servers.contains(port.first)) all += times;
    return all;
}

/// Ends the fault: restores the configuration, the disk and the sink.
void mend(const Run& run, House& house, Judge& judge) {
    house.sink.refuses = false;
    // For every other wait the daemon ends on the dead disk, otherwise it continues.
    const bool ends = house.faults.disk == DiskFault::fails && run.wait % 2 == 0;
    if (ends) house.stop();
    house.faults.disk = DiskFault::none;
    if (ends) {
        judge.expect_again();
        house.start();
    }
    house.configure(run.scenario->layout.text());
    if (run.scenario->operator_asks_again) run.scenario->operator_asks_again(house);
}

void while_hurt(const Run& run, House& house, Judge& judge) {
    const auto& fault = *run.fault;
    house.run_for(1min);
    judge.as_configured();
    judge.shown_is_recorded("while it lasts");
    judge.nothing_else_delivered(run.delivered());
    if (fault.stops_sink) judge.all_stored(run.delivered());
}

void once_more(House& house, const Run& run, Judge& judge) {
    house.network.endpoint(good_address, 143) = imap();
    const auto delivered = [&] {
        return !house.delivered().empty() && house.delivered().back() == one_more;
    };
    house.run_until(delivered, 2 * settle);
    house.run_for(10min);
    house.run_until([&] { return house.rounds_under_way() == 0; }, 1h);
    auto expected = run.delivered();
    expected.push_back(one_more);
    std::ranges::sort(expected);
    judge.all_delivered(expected);
    judge.shown_is_recorded("at the end");
    judge.due_times();
}

void end(House& house, Judge& judge) {
    house.stop();
    judge.holds(house.clock.sleepers() == 0, "work is left after the stop");
    judge.holds(house.network.open_connections == 0, "a connection is left after the stop");
}

/// Runs the script with the fault at its wait; returns its waits.
std::vector<FaultPoints::Counted> play(House& house, const Run& run, Judge& judge) {
    bool struck = run.fault == nullptr;
    house.faults.arm(run.wait, run.side, [&] {
        struck = true;
        run.fault->strike(house, run.scenario->layout);
    });
    run.scenario->script(house, run.scenario->layout);
    judge.holds(struck, "the fault did not happen");
    return house.faults.waits();
}

void afterwards(House& house, const Run& run, Judge& judge, const Undisturbed& seen) {
    if (run.scenario->restarts && house.faults.disk == DiskFault::fails) judge.expect_again();
    if (run.fault != nullptr) while_hurt(run, house, judge);
    if (run.fault != nullptr && run.fault->lasts) {
        mend(run, house, judge);
        house.run_for(settle);
    }
    const auto all_delivered = [&] {
        return judge.is_all_delivered(run.delivered()) &&
               judge.are_verdicts_delivered(seen.verdicts);
    };
    house.run_until(all_delivered, settle);
    judge.shown_is_recorded("afterwards");
    judge.as_configured();
    judge.all_delivered(run.delivered());
    if (run.fault != nullptr) judge.verdicts_delivered(seen.verdicts);
}

Lines replay_in(House& house, const Run& run, Undisturbed& seen, const Break& broken) {
    const auto& scenario = *run.scenario;
    Judge judge{run, house};
    scenario.world(house);
    house.faults.at_each_wait = [&] { judge.at_once(); };
    if (!scenario.from_start) {
        house.start();
        house.run_for(1h);
    }
    const int first_round = sessions(house);
    house.faults.set_waits_a_minute_max(waits_a_minute_max);
    if (broken) broken(house);
    auto waits = play(house, run, judge);
    afterwards(house, run, judge, seen);
    const auto verdicts = verdicts_of(house.sink.all);
    once_more(house, run, judge);
    const auto now = end_state(house, scenario.layout);
    if (run.fault != nullptr) judge.ends_as(seen.end);
    end(house, judge);
    if (run.fault == nullptr)
        seen = {std::move(waits),
                {verdicts.begin(), verdicts.end()},
                now,
                sessions(house),
                first_round};
    else if (run.fault->steps_wall)
        judge.unmoved(sessions(house), seen);
    return judge.found();
}

}  // namespace

std::string Run::text() const {
    std::string text = scenario->name;
    if (fault != nullptr)
        text += ' ' + fault->name + ' ' + std::to_string(wait) +
                (side == Side::before ? " before" : " after");
    return text;
}

Lines Run::delivered() const {
    auto lines = scenario->delivered;
    if (fault == nullptr || !fault->forgets_requests)
        lines.insert(lines.end(), scenario->delivered_if_asked.begin(),
                     scenario->delivered_if_asked.end());
    std::ranges::sort(lines);
    return lines;
}

std::vector<std::string> replay(const Run& run, Undisturbed& seen, const Break& broken) {
    auto house = std::make_unique<House>(run.scenario->layout.text(), kinds_with_counter());
    try {
        return replay_in(*house, run, seen, broken);
    } catch (...) {
        house.release();  // It cannot stop in order while work is in progress.
        throw;
    }
}

}  // namespace mailwatchd::test
