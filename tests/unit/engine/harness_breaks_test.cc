// The harness can fail: for each kind of fault something is broken on purpose, and it says so.
#include "harness.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

namespace mailwatchd::test {
namespace {

using testing::HasSubstr;

const Scenario& scenario(std::string_view name) {
    for (const auto& each : scenarios())
        if (each.name == name) return each;
    throw std::runtime_error{"no scenario"};
}

struct Case {
    const char* name;
    const char* scenario;
    Break broken;
    const char* says;
};
void PrintTo(const Case& row, std::ostream* out) { *out << row.name; }

/// Breaks the House at the seam, and has every fault's run of it fail.
class HarnessNotices : public testing::TestWithParam<Case> {};

TEST_P(HarnessNotices, what_is_broken_on_purpose) {
    const auto& row = GetParam();
    Undisturbed seen;
    std::string found;
    try {
        for (const auto& line : replay({&scenario(row.scenario)}, seen, row.broken))
            found += line + '\n';
    } catch (const std::exception& error) {
        found = error.what();
    }
    EXPECT_THAT(found, HasSubstr(row.says));
}

const Case cases[] = {
    {"a_disk_that_loses_jobs", "port_opens",
     [](House& house) { house.faults.disk = DiskFault::loses; }, "shown and not recorded"},
    {"a_sink_that_swallows", "port_opens", [](House& house) { house.teller.swallows = true; },
     "not told"},
    {"a_target_that_is_not_taken_away", "port_opens",
     [](House& house) {
         house.configure(Layout{{"good.example", "other.example"}}.text());
     },
     "targets are not as configured"},
    {"a_change_that_nobody_made", "unchanged_round",
     [](House& house) { set_listed(house.network, "two.bl.example", "198.51.100.25", true); },
     "told and did not happen"},
    {"a_pause_that_is_not_lifted", "port_opens",
     [](House& house) { house.pause("good.example", true); }, "is never due"},
    {"a_round_that_spins", "port_opens",
     [](House& house) { house.faults.set_waits_a_minute_max(1); }, "spins"},
};
INSTANTIATE_TEST_SUITE_P(Breaks, HarnessNotices, testing::ValuesIn(cases),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace mailwatchd::test
