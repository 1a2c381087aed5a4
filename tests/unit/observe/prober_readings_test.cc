// The health of the prober as readings.
#include "observe/prober/readings.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace mailwatchd::observe {
namespace {

struct ProberRow {
    const char* name;
    ProberHealth health;
    std::vector<std::string> unhealthy;  ///< The parts; "": the prober as a whole.
    std::string cause;
};

const ProberRow prober_rows[] = {
    {"healthy", {}, {}, ""},
    {"resolver", {.resolver = "no answer"}, {"", "resolver"}, "no answer"},
    {"ports", {.ports = "a proxy"}, {"", "ports"}, "a proxy"},
    {"address", {.address = "another"}, {"", "address"}, "another"},
    {"port_25", {.outbound = {{25, "25 is refused"}}}, {"", "outbound_25"}, "25 is refused"},
    {"other_ports",
     {.outbound = {{110, "110 is refused"}, {993, "993 is refused"}}},
     {"", "outbound"},
     "110 is refused; 993 is refused"},
    {"common_cause", {.common_cause = "all at once"}, {"", "common_cause"}, "all at once"},
    {"several_parts_are_one_problem",
     {.resolver = "no answer", .outbound = {{25, "25 is silent"}}},
     {"", "resolver", "outbound_25"},
     "no answer; 25 is silent"},
};

class ProberReading : public testing::TestWithParam<ProberRow> {};

TEST_P(ProberReading, says_which_part_is_unhealthy_and_why) {
    const auto& row = GetParam();
    const auto readings = readings_of(row.health);
    ASSERT_EQ(readings.size(), 7U);
    std::vector<std::string> unhealthy;
    for (const auto& reading : readings) {
        EXPECT_EQ(reading.value == "unhealthy", !reading.evidence.empty()) << reading.argument;
        if (reading.value == "unhealthy") unhealthy.push_back(reading.argument);
    }
    EXPECT_EQ(unhealthy, row.unhealthy);
    EXPECT_EQ(readings.front().evidence, row.cause);
    EXPECT_EQ(row.health.healthy(), row.unhealthy.empty());
}

INSTANTIATE_TEST_SUITE_P(Table, ProberReading, testing::ValuesIn(prober_rows),
                         [](const auto& row) { return row.param.name; });

/// An outage of several parts is one entry.
TEST(ProberReading, only_a_change_of_the_whole_is_reported) {
    ProberHealth health;
    health.resolver = "no answer";
    for (const auto& reading : readings_of(health)) {
        const auto change = reading.kind->change(reading, "healthy", "unhealthy", {});
        EXPECT_EQ(change.has_value(), reading.argument.empty()) << reading.argument;
    }
}

}  // namespace
}  // namespace mailwatchd::observe
