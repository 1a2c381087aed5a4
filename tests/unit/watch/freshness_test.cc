#include "watch/freshness.h"

#include <gtest/gtest.h>

namespace mailwatchd::watch {
namespace {

using namespace std::chrono_literals;

struct Case {
    const char* name;
    base::Duration interval, fresh;
};

const Case cases[] = {
    {"one_minute", 1min, 30s},
    {"two_minutes", 2min, 1min},
    {"ten_minutes", 10min, 1min},
    {"one_hour", 1h, 150s},
    {"a_day", 24h, 1h},
    {"twelve_days_23", 12 * 24h + 23h, 12h},
    {"289_years", 289 * 365 * 24h, 12h},
};

class Freshness : public testing::TestWithParam<Case> {};

TEST_P(Freshness, follows_the_interval) {
    EXPECT_EQ(freshness(GetParam().interval), GetParam().fresh);
}

INSTANTIATE_TEST_SUITE_P(Table, Freshness, testing::ValuesIn(cases),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace mailwatchd::watch
