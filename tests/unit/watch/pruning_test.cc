// When history may be deleted (failure C9).
#include "watch/pruning.h"

#include <gtest/gtest.h>

#include <ostream>

namespace mailwatchd::watch {
namespace {

using namespace std::chrono_literals;

constexpr auto day = 24h;
constexpr auto interval = 12 * day + 23h;
constexpr std::nullopt_t nothing = std::nullopt;

struct Case {
    const char* name;
    base::Duration up;
    std::optional<bool> is_kept;
    base::Duration stepped;
    std::optional<base::Duration> gap;
    Pruning expected;
};

void PrintTo(const Case& row, std::ostream* out) { *out << row.name; }

const Case cases[] = {
    {"at_the_start", 0s, true, 0s, 1min, Pruning::too_early},
    {"before_six_hours", 6h - 1ms, true, 0s, 1min, Pruning::too_early},
    {"after_six_hours", 6h, true, 0s, 1min, Pruning::allowed},
    {"a_clock_that_nobody_keeps", 6h, false, 0s, 1min, Pruning::allowed},
    {"a_kernel_that_does_not_say", 6h, nothing, 0s, 1min, Pruning::allowed},
    {"an_interval_and_a_day_later", 6h, false, 0s, interval + day, Pruning::allowed},
    {"longer_than_an_interval", 6h, false, 0s, interval + day + 1s, Pruning::too_long},
    {"longer_though_kept", 6h, true, 0s, interval + day + 1s, Pruning::too_long},
    {"three_years_later", 30 * day, false, 0s, 1100 * day, Pruning::too_long},
    {"three_years_kept_for_a_week", 7 * day, true, 0s, 1100 * day, Pruning::allowed},
    {"three_years_kept_for_less", 7 * day - 1s, true, 0s, 1100 * day, Pruning::too_long},
    {"an_hour_back", 6h, false, 0s, -1h, Pruning::allowed},
    {"more_than_an_hour_back", 6h, false, 0s, -1h - 1s, Pruning::in_future},
    {"in_1970", 30 * day, nothing, 0s, -20000 * day, Pruning::in_future},
    {"stepped_by_an_hour", 6h, false, 1h, 1min, Pruning::allowed},
    {"stepped_ahead", 30 * day, false, 500 * day, 1min, Pruning::was_stepped},
    {"stepped_back", 30 * day, nothing, -500 * day, 1min, Pruning::was_stepped},
    {"stepped_by_a_time_server", 6h, true, 500 * day, 1min, Pruning::allowed},
    {"a_new_state_kept", 6h, true, 0s, nothing, Pruning::allowed},
    {"a_new_state_not_kept", 6h, false, 0s, nothing, Pruning::allowed},
    {"a_new_state_stepped", 6h, false, -2h, nothing, Pruning::was_stepped},
};

class MayPrune : public testing::TestWithParam<Case> {};

TEST_P(MayPrune, c9_only_by_a_clock_that_nobody_doubts) {
    const auto& row = GetParam();
    const ClockEvidence seen{row.up, row.is_kept, row.stepped, row.gap, interval};
    EXPECT_EQ(may_prune(seen), row.expected);
    EXPECT_EQ(why_not(row.expected).empty(),
              row.expected == Pruning::allowed || row.expected == Pruning::too_early);
}

INSTANTIATE_TEST_SUITE_P(Table, MayPrune, testing::ValuesIn(cases),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace mailwatchd::watch
