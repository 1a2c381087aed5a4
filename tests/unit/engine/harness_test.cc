// The command that runs the harness: unit_engine --gtest_filter='Harness.*'.
//   MAILWATCHD_HARNESS="port_opens"                          one scenario
//   MAILWATCHD_HARNESS="port_opens cancelled 17 before"      one run, in this process
//   MAILWATCHD_HARNESS_FULL=1                                every wait; else a spread of them
#include "harness.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <map>

namespace mailwatchd::test {
namespace {

/// Waits of one kind of a scenario that the quick form strikes with one fault on one side. Which,
/// differs from fault to fault and from side to side: together they meet many times as many.
constexpr std::size_t strikes = 2;

std::string environment(const char* name) {
    const char* const value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): one thread.
    return value == nullptr ? "" : value;
}

/// The n-th way to choose some of these.
std::vector<std::size_t> choose(const std::vector<std::size_t>& waits, std::size_t nth, bool all) {
    if (all || waits.size() <= strikes) return waits;
    std::vector<std::size_t> chosen;
    const auto stride = waits.size() / strikes;
    for (auto i = nth * 7 % stride; i < waits.size() && chosen.size() < strikes; i += stride)
        chosen.push_back(waits[i]);
    return chosen;
}

std::vector<Run> runs_of(const Scenario& scenario, const std::vector<Wait>& kinds, bool full) {
    std::map<Wait, std::vector<std::size_t>> waits;
    for (std::size_t i = 0; i < kinds.size(); ++i) waits[kinds[i]].push_back(i + 1);
    std::vector<Run> runs;
    std::size_t nth = 0;
    for (const auto& fault : faults()) {
        for (const auto side : {Side::before, Side::after}) {
            for (const auto& [kind, all] : waits)
                for (const auto wait : choose(all, nth, full))
                    runs.push_back({&scenario, &fault, wait, side});
            ++nth;
        }
    }
    return runs;
}

struct Tally {
    std::size_t runs = 0, failures = 0;
};

Tally replay_scenario(const Scenario& scenario, const std::string& only, bool full) {
    Undisturbed seen;
    std::string bad;
    try {
        for (const auto& line : replay({&scenario}, seen)) bad += line + '\n';
    } catch (const std::exception& error) {
        bad = error.what();
    }
    EXPECT_EQ(bad, "") << scenario.name << " with nothing wrong";
    Tally tally;
    std::vector<Run> chosen;
    for (const auto& run : runs_of(scenario, seen.waits, full || !only.empty()))
        if (run.text().starts_with(only)) chosen.push_back(run);
    std::string last;
    tally.runs = chosen.size();
    replay_all(chosen, seen, {}, [&](const Run& run, const std::string& what) {
        tally.failures += run.text() != last ? 1 : 0;
        last = run.text();
        std::printf("FAILED %s: %s\n", last.c_str(), what.c_str());
    });
    std::printf("%-32s %6zu waits %6zu runs %6zu failures\n", scenario.name.c_str(),
                seen.waits.size(), tally.runs, tally.failures);
    std::fflush(stdout);
    return tally;
}

TEST(Harness, nothing_breaks_at_any_wait) {
    const auto only = environment("MAILWATCHD_HARNESS");
    const bool full = !environment("MAILWATCHD_HARNESS_FULL").empty();
    Tally all;
    for (const auto& scenario : scenarios()) {
        if (!only.empty() && only.substr(0, only.find(' ')) != scenario.name) continue;
        const auto tally = replay_scenario(scenario, only, full);
        all.runs += tally.runs;
        all.failures += tally.failures;
    }
    std::printf("%zu runs, %zu failures\n", all.runs, all.failures);
    EXPECT_EQ(all.failures, 0U);
}

}  // namespace
}  // namespace mailwatchd::test
