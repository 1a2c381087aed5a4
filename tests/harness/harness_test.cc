// Runs the harness: tests/harness/harness --gtest_filter='*/Harness.*' in a build's folder.
//  MAILWATCHD_HARNESS="port_opens" or "port_opens cancelled"    one scenario, one fault in it
//  MAILWATCHD_HARNESS="port_opens cancelled 17 before"          one run
//  MAILWATCHD_HARNESS_FULL=1                                    every wait; default: a sample
#include "harness/harness.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <exception>

namespace mailwatchd::test {
namespace {

std::string environment(const char* name) {
    const char* const value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): one thread.
    return value == nullptr ? "" : value;
}

using Waits = std::vector<std::size_t>;

/// Waits of each kind that the quick form tests with one fault on one side.
constexpr std::size_t strikes = MAILWATCHD_HARNESS_STRIKES;

/// Only one of both kinds of waits with one fault on one side.
constexpr bool is_sparse = strikes == 1;

/// The two kinds of waits that the quick form must meet with each fault: state and event delivery,
/// and everything else.
bool is_outward(Wait kind) { return kind == Wait::store || kind == Wait::sink; }

/// A wait that outlasts the script has no end in it. Of consecutive sleeps during which nothing
/// else begins, the quick form tests only one.
Waits waits_with(Side side, const std::vector<FaultPoints::Counted>& all, bool full) {
    Waits waits;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const bool goes_on = i > 0 && all[i].kind == Wait::time && all[i - 1].kind == Wait::time;
        if ((side == Side::before || all[i].has_ended) && (full || !goes_on))
            waits.push_back(i + 1);
    }
    return waits;
}

/// The n-th way to choose one of these, evenly: many calls together choose nearly all of them.
std::size_t choose(const Waits& waits, std::size_t nth) {
    constexpr double golden = 0.618034;
    const double turns = golden * static_cast<double>(nth + 1);
    const double share = turns - std::floor(turns);
    return waits[static_cast<std::size_t>(share * static_cast<double>(waits.size()))];
}

Waits spread(const Waits& waits, const std::vector<FaultPoints::Counted>& all, std::size_t nth) {
    Waits chosen;
    for (const bool outward : {true, false}) {
        if (is_sparse && outward == ((nth / 2 + nth) % 2 == 0)) continue;
        Waits some;
        for (const auto wait : waits)
            if (is_outward(all[wait - 1].kind) == outward) some.push_back(wait);
        for (std::size_t i = 0; i < strikes && i < some.size(); ++i)
            chosen.push_back(choose(some, strikes * nth + i));
    }
    return chosen;
}

std::vector<Run> runs_of(const Scenario& scenario, const Undisturbed& seen, bool full) {
    std::vector<Run> runs;
    // Different ones in each scenario.
    auto nth = static_cast<std::size_t>(&scenario - scenarios().data());
    for (const auto& fault : faults()) {
        for (const auto side : {Side::before, Side::after}) {
            const auto waits = waits_with(side, seen.waits, full);
            for (const auto wait : full ? waits : spread(waits, seen.waits, nth))
                runs.push_back({&scenario, &fault, wait, side});
            ++nth;
        }
    }
    return runs;
}

/// True for "port_opens cancelled 17 before", false for "port_opens cancelled".
bool is_one_run(const std::string& only) { return std::ranges::count(only, ' ') > 1; }

/// The number of runs that failed.
std::size_t replay_scenario(const Scenario& scenario, const std::string& only, bool full) {
    Undisturbed seen;
    std::string bad;
    try {
        for (const auto& line : replay({&scenario}, seen)) bad += line + '\n';
    } catch (const std::exception& error) {
        bad = error.what();
    }
    EXPECT_EQ(bad, "") << scenario.name << " without a fault";
    std::size_t failures = 0;
    std::vector<Run> chosen;
    for (const auto& run : runs_of(scenario, seen, full || is_one_run(only)))
        if (run.text().starts_with(only)) chosen.push_back(run);
    std::string last;
    replay_all(chosen, seen, {}, [&](const Run& run, const std::string& what) {
        failures += run.text() != last ? 1 : 0;
        last = run.text();
        std::printf("FAILED %s: %s\n", last.c_str(), what.c_str());
    });
    std::printf("%-32s %6zu waits %6zu runs %6zu failures\n", scenario.name.c_str(),
                seen.waits.size(), chosen.size(), failures);
    std::fflush(stdout);
    return failures;
}

class Harness : public testing::TestWithParam<const Scenario*> {};

TEST_P(Harness, nothing_breaks_at_any_wait_of) {
    const auto only = environment("MAILWATCHD_HARNESS");
    const bool full = !environment("MAILWATCHD_HARNESS_FULL").empty();
    const auto& scenario = *GetParam();
    if (!only.empty() && only.substr(0, only.find(' ')) != scenario.name)
        GTEST_SKIP() << "MAILWATCHD_HARNESS names another one";
    EXPECT_EQ(replay_scenario(scenario, only, full), 0U);
}

std::vector<const Scenario*> all_scenarios() {
    std::vector<const Scenario*> all;
    for (const auto& scenario : scenarios()) all.push_back(&scenario);
    return all;
}

INSTANTIATE_TEST_SUITE_P(Table, Harness, testing::ValuesIn(all_scenarios()),
                         [](const auto& row) { return row.param->name; });

}  // namespace
}  // namespace mailwatchd::test
