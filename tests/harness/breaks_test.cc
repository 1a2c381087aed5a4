// The harness can fail: for each kind of fault, something that the engine relies on is broken on
// purpose, and the harness reports it.
#include "harness/harness.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <stdexcept>
#include <vector>

namespace mailwatchd::test {
namespace {

using testing::HasSubstr;

/// Number of waits at which a break is tried: it need not show at each.
constexpr std::size_t tries = 6;

template <class Named>
const Named& named(std::span<const Named> all, std::string_view name) {
    const auto found = std::ranges::find(all, name, &Named::name);
    if (found == all.end()) throw std::runtime_error{"no " + std::string{name}};
    return *found;
}

struct Case {
    const char* name;
    const char* scenario;
    const char* fault;  ///< "" is none.
    Break broken;
    const char* says;
};
void PrintTo(const Case& row, std::ostream* out) { *out << row.name; }

std::string found_in(const Run& run, Undisturbed& seen) {
    std::string found;
    try {
        for (const auto& line : replay(run, seen)) found += line + '\n';
    } catch (const std::exception& error) {
        found += error.what();
    }
    return found;
}

/// At waits spread over the scenario.
std::vector<Run> spread(const Scenario& scenario, const Fault& fault, const Undisturbed& seen) {
    std::vector<Run> runs;
    for (std::size_t nth = 0; nth < tries; ++nth)
        runs.push_back({&scenario, &fault, 1 + nth * seen.waits.size() / tries});
    return runs;
}

/// In separate processes: a broken engine may crash or fail to stop.
std::string found_broken(const std::vector<Run>& runs, const Undisturbed& seen,
                         const Break& broken) {
    std::string found;
    replay_all(runs, seen, broken,
               [&](const Run&, const std::string& line) { found += line + '\n'; });
    return found;
}

class HarnessNotices : public testing::TestWithParam<Case> {};

TEST_P(HarnessNotices, what_is_broken_on_purpose) {
    const auto& row = GetParam();
    const auto& scenario = named(scenarios(), row.scenario);
    Undisturbed seen;
    std::string found;
    if (row.fault[0] == '\0') {
        found = found_broken({{&scenario}}, seen, row.broken);
    } else {
        ASSERT_EQ(found_in({&scenario}, seen), "");
        found = found_broken(spread(scenario, named(faults(), row.fault), seen), seen, row.broken);
    }
    EXPECT_THAT(found, HasSubstr(row.says));
}

void disk_lies(House& house) { house.faults.disk_lies = true; }
void waits_follow_wall(House& house) { house.faults.waits_follow_wall = true; }
void one_reload_more(House& house) { house.reloads_max = 1; }
void no_reload_more(House& house) { house.reloads_max = 0; }

const Case cases[] = {
    {"a_reload_that_leaves_the_target", "port_opens", "target_removed", no_reload_more,
     "targets are not as configured"},
    {"a_reload_that_does_not_bring_it_back", "port_opens", "target_back", one_reload_more,
     "targets are not as configured"},
    {"a_reload_that_leaves_the_list", "unchanged_round", "list_removed", no_reload_more,
     "a list that is not configured is shown"},
    {"a_second_reload_that_is_lost", "unchanged_round", "two_reloads", one_reload_more,
     "rules are not as configured"},
    {"a_wait_that_cannot_be_cancelled", "port_opens", "cancelled",
     [](House& house) { house.faults.is_deaf = true; }, "the stop does not end"},
    {"a_disk_that_loses_one_job", "port_opens", "store_fails_once", disk_lies, "not recorded"},
    {"a_disk_that_loses_all", "port_opens", "store_fails", disk_lies, "not recorded"},
    {"waits_that_follow_the_wall_clock_forward", "port_opens", "wall_forward", waits_follow_wall,
     "without the step"},
    {"waits_that_follow_the_wall_clock_back", "port_opens", "wall_back", waits_follow_wall,
     "not reported"},
    {"a_sink_that_loses_what_it_takes", "port_opens", "sink_refuses",
     [](House& house) { house.sink.lies = true; }, "not reported"},
    {"a_change_that_nobody_made", "unchanged_round", "",
     [](House& house) { set_listed(house.network, "two.bl.example", "198.51.100.25", true); },
     "reported but did not happen"},
    {"a_pause_that_is_not_lifted", "port_opens", "",
     [](House& house) { house.pause("good.example", true); }, "is never due"},
    {"a_round_that_spins", "port_opens", "",
     [](House& house) { house.faults.set_waits_a_minute_max(1); }, "spins"},
};
INSTANTIATE_TEST_SUITE_P(Breaks, HarnessNotices, testing::ValuesIn(cases),
                         [](const auto& row) { return row.param.name; });

/// Observes a target during its round, like a second round of it would.
TEST(HarnessNoticesToo, two_rounds_of_a_target_at_once) {
    const auto& scenario = named(scenarios(), "unchanged_round");
    const Fault audit{.name = "audit",
                      .strike = [](House& house, const Layout&) { house.audit("good.example"); }};
    Undisturbed seen;
    ASSERT_EQ(found_in({&scenario}, seen), "");
    std::string found;
    for (std::size_t wait = 1; wait <= seen.waits.size(); wait += 4)
        found += found_in({&scenario, &audit, wait}, seen);
    EXPECT_THAT(found, HasSubstr("two rounds of good.example at once"));
}

}  // namespace
}  // namespace mailwatchd::test
