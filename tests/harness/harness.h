// A harness that injects a fault at every wait. It replays a scenario of the engine once per wait,
// with one fault during that wait, and checks the invariants: nothing crashes, what is shown is
// what is stored, changes are reported once, nothing else is reported, and the engine still works.
#pragma once

#include "support/house.h"

#include <cstddef>
#include <functional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace mailwatchd::test {

/// The interval of a target. Short, because a stalled commit is retried often.
constexpr base::Duration interval = std::chrono::hours{3};

/// The configuration, from which a fault can remove something.
struct Layout {
    std::vector<std::string> targets{"good.example"};
    std::vector<std::string> lists{"one.bl.example", "two.bl.example"};
    bool active = false;
    std::string more;  ///< Appended to [schedule].

    std::string text() const;
    Layout without_first_target() const;
    Layout without_first_list() const;
};

struct Scenario {
    std::string name;
    Layout layout;
    std::function<void(House&)> world;                  ///< Runs before the start.
    std::function<void(House&, const Layout&)> script;  ///< Its waits are counted.
    std::vector<std::string> delivered;                 ///< Everything that the engine reports.
    std::vector<std::string> delivered_if_asked;  ///< Reported in addition because of the request.
    /// Repeats the request if the target was away.
    std::function<void(House&)> operator_asks_again;
    bool restarts = false;    ///< During the script.
    bool from_start = false;  ///< The script is the first audit; else that is over.
};
std::span<const Scenario> scenarios();

struct Fault {
    std::string name;
    std::function<void(House&, const Layout&)> strike;
    bool changes_rules = false;     ///< The engine reports it, which is correct.
    bool forgets_requests = false;  ///< A request that was not begun is lost.
    bool lasts = false;             ///< Until it is mended.
    bool steps_wall = false;
    bool stops_sink = false;
};
std::span<const Fault> faults();

/// One run: a fault at one wait of a scenario.
struct Run {
    const Scenario* scenario = nullptr;
    const Fault* fault = nullptr;
    std::size_t wait = 0;
    Side side = Side::before;

    std::string text() const;
    /// The expected reports, sorted.
    std::vector<std::string> delivered() const;
};

/// The scenario without a fault.
struct Undisturbed {
    std::vector<FaultPoints::Counted> waits;  ///< During the script.
    std::set<std::string> verdicts;           ///< "good.example pop3": whose change it reported.
    std::vector<std::string> end;             ///< What is shown at the end, except times.
    int sessions = 0;                         ///< In the whole run.
    int sessions_a_round = 0;                 ///< In the first audit.
};

/// Breaks a House right after it was made, to prove that the harness notices.
using Break = std::function<void(House&)>;

/// Returns the violations, one per line; none: all invariants hold. `fault` may be null: no fault.
std::vector<std::string> replay(const Run& run, Undisturbed& seen, const Break& broken = {});

/// Runs in separate processes, so that a crash is one failure and does not end the other runs.
/// Calls `failed` for each line.
void replay_all(std::span<const Run> runs, const Undisturbed& seen, const Break& broken,
                const std::function<void(const Run&, const std::string&)>& failed);

}  // namespace mailwatchd::test
