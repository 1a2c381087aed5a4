// A harness that fails at every wait. It replays a scenario of the engine once for every wait in
// it, lets one fault happen while that wait is under way, and holds what must be true whatever
// happens: nothing crashes, what is shown is what is stored, what changed is reported once, nothing
// else is reported, and the engine still works.
#pragma once

#include "support/house.h"

#include <cstddef>
#include <functional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace mailwatchd::test {

/// Of a target. Short, because a stalled commit is waited for closely.
constexpr base::Duration interval = std::chrono::hours{3};

/// What is configured, so that a fault can take something away from it.
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
    std::function<void(House&)> world;                  ///< Before the start.
    std::function<void(House&, const Layout&)> script;  ///< Its waits are counted.
    std::vector<std::string> told;                      ///< All that it makes the engine say.
    std::vector<std::string> told_if_asked;             ///< And because of what it was asked for.
    std::function<void(House&)> operator_asks_again;    ///< Where the target was away.
    bool restarts = false;                              ///< In the script.
    bool from_start = false;  ///< The script is the first audit; else that lies behind.
};
std::span<const Scenario> scenarios();

struct Fault {
    std::string name;
    std::function<void(House&, const Layout&)> strike;
    bool changes_rules = false;     ///< The engine says so, and that is no harm.
    bool forgets_requests = false;  ///< What was asked for and not begun is not begun any more.
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
    /// What is to be told in it, sorted.
    std::vector<std::string> told() const;
};

/// The scenario as it is where nothing goes wrong.
struct Undisturbed {
    std::vector<FaultPoints::Counted> waits;  ///< In the script.
    std::set<std::string> verdicts;           ///< "good.example pop3": whose change it reported.
    std::vector<std::string> end;  ///< What is shown in the end, but for when it happened.
    int sessions = 0;              ///< In the whole run.
    int sessions_a_round = 0;      ///< In the first audit.
};

/// Something done to a House right after it was made, to prove that the harness notices.
using Break = std::function<void(House&)>;

/// What was wrong, a line each; none: all held. `fault` may be null: nothing goes wrong.
std::vector<std::string> replay(const Run& run, Undisturbed& seen, const Break& broken = {});

/// Runs in processes of their own, so that one that crashes is one failure and not the end.
/// Calls `failed` for each line.
void replay_all(std::span<const Run> runs, const Undisturbed& seen, const Break& broken,
                const std::function<void(const Run&, const std::string&)>& failed);

}  // namespace mailwatchd::test
