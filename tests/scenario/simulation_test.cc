// Random worlds: as much is reported as happened, each change once and in time. With
// MAILWATCHD_SIMULATION_SEED only that run; MAILWATCHD_SIMULATION_YEARS: so many domain-years each.
#include "scenario/simulation.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <string>

namespace mailwatchd::test {
namespace {

using namespace std::chrono_literals;

int number_in(const char* name, int otherwise) {
    const char* const text = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): one thread
    return text == nullptr ? otherwise : std::stoi(text);
}

struct SimulationRow {
    const char* name;
    SimulationOptions options;
};

const SimulationRow simulation_rows[] = {
    {"a_single_target", {.seed = 1, .targets = 1, .days = 3650}},
    {"a_few", {.seed = 2, .targets = 5, .days = 1825}},
    {"many", {.seed = 3, .targets = 30, .days = 730}},
    {"daily", {.seed = 4, .targets = 5, .days = 730, .interval = 24h}},
    {"active", {.seed = 5, .targets = 3, .days = 730, .active = true}},
    // Of a machine whose clock is wrong.
    {"forty_years_early", {.seed = 7, .targets = 3, .days = 365, .clock_ahead = -40 * 365 * 24h}},
    {"late_by_500_days", {.seed = 8, .targets = 3, .days = 365, .clock_ahead = 500 * 24h}},
    {"in_2099", {.seed = 9, .targets = 3, .days = 365, .clock_ahead = 72 * 365 * 24h}},
};

/// A run of so many domain-days meets every ingredient.
constexpr int has_everything_days = 20 * 365;

class RandomWorld : public testing::TestWithParam<SimulationRow> {};

TEST_P(RandomWorld, is_reported_as_it_changed) {
    auto options = GetParam().options;
    options.seed = static_cast<std::uint64_t>(
        number_in("MAILWATCHD_SIMULATION_SEED", static_cast<int>(options.seed)));
    const auto years = number_in("MAILWATCHD_SIMULATION_YEARS", 0);
    if (years > 0) options.days = years * 365 / options.targets;
    Simulation simulation{options};
    EXPECT_EQ(simulation.run(), "");
    EXPECT_GT(simulation.happened(), 0U);
    if (options.targets * options.days >= has_everything_days)
        for (const auto& [what, times] : simulation.met()) EXPECT_GT(times, 0U) << what;
    std::cout << simulation.numbers() << '\n';
    for (const auto& [what, times] : simulation.met())
        std::cout << "  " << what << ": " << times << '\n';
}

INSTANTIATE_TEST_SUITE_P(Table, RandomWorld, testing::ValuesIn(simulation_rows),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace mailwatchd::test
