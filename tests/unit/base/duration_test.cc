#include "base/duration.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace mailwatchd::base {
namespace {

using namespace std::chrono_literals;

/// Prometheus' own table: input, milliseconds or ERROR, canonical text.
TEST(Duration, c6_agrees_with_prometheus) {
    std::ifstream file{MAILWATCHD_SHARED_DATA "/durations.tsv"};
    if (!file) GTEST_SKIP() << "no " MAILWATCHD_SHARED_DATA "/durations.tsv";
    int rows = 0;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with('#')) continue;
        std::istringstream cells{line};
        std::string input;
        std::string milliseconds;
        std::string canonical;
        std::getline(cells, input, '\t');
        std::getline(cells, milliseconds, '\t');
        std::getline(cells, canonical, '\t');
        const auto duration = parse_duration(input);
        ++rows;
        ASSERT_EQ(duration.has_value(), milliseconds != "ERROR") << '"' << input << '"';
        if (!duration) continue;
        EXPECT_EQ(std::to_string(duration->count()), milliseconds) << input;
        EXPECT_EQ(to_text(*duration), canonical) << input;
    }
    EXPECT_EQ(rows, 23);
}

struct Row {
    const char* name;
    std::string_view text;
    std::int64_t milliseconds;  ///< -1: rejected.
};

const Row rows[] = {
    {"customers_interval", "12d23h", 1'119'600'000},
    {"every_unit", "1y1w1d1h1m1s1ms", 32'230'861'001},
    {"leading_zeros", "007s", 7'000},
    {"milliseconds_not_m", "5ms", 5},
    {"zero_days", "0d", 0},
    {"longest", "9223372036854ms", 9'223'372'036'854},
    {"one_too_long", "9223372036855ms", -1},
    {"overflows_64_bits", "99999999999999999999s", -1},
    {"sum_overflows", "292y40w", -1},
    {"last_unit_missing", "12d23", -1},
    {"systemd_space", "12d 23h", -1},
    {"systemd_words", "12days", -1},
    {"systemd_min", "5min", -1},
    {"systemd_big_m", "5M", -1},
    {"upper_case", "5D", -1},
    {"negative", "-3s", -1},
    {"plus", "+3s", -1},
    {"fraction", "1.5d", -1},
    {"exponent", "1e3s", -1},
    {"order", "23h12d", -1},
    {"repeated", "1d1d", -1},
    {"infinity", "infinity", -1},
    {"blank", " ", -1},
    {"space_before", " 1d", -1},
    {"space_after", "1d ", -1},
    {"line_end", "1d\n", -1},
    {"two_zeros", "00", -1},
    {"unit_alone", "ms", -1},
    {"microseconds", "5us", -1},
    {"nul", {"1d\0", 3}, -1},
    {"not_ascii", "1\xC2\xB5s", -1},
};

class DurationText : public testing::TestWithParam<Row> {};

TEST_P(DurationText, c6_parses) {
    const auto duration = parse_duration(GetParam().text);
    EXPECT_EQ(duration ? duration->count() : -1, GetParam().milliseconds);
}

INSTANTIATE_TEST_SUITE_P(Table, DurationText, testing::ValuesIn(rows),
                         [](const auto& row) { return row.param.name; });

TEST(Duration, c5_text_reads_back_as_itself) {
    for (const Duration duration :
         {Duration{0}, Duration{1}, Duration{999}, Duration{24h}, Duration{7 * 24h},
          Duration{8 * 24h}, Duration{365 * 24h}, Duration{366 * 24h}, Duration{25 * 24h},
          Duration{12 * 24h + 23h}, Duration{289 * 365 * 24h}, Duration{61min + 1ms}}) {
        const auto again = parse_duration(to_text(duration));
        ASSERT_TRUE(again.has_value()) << to_text(duration);
        EXPECT_EQ(*again, duration) << to_text(duration);
    }
}

TEST(Duration, a_negative_one_has_a_text_too) {
    EXPECT_EQ(to_text(-90s), "-1m30s");
    EXPECT_EQ(to_text(Duration::min()), "-106751991167d7h12m55s808ms");
    EXPECT_EQ(to_text(Duration::max()), "106751991167d7h12m55s807ms");
}

}  // namespace
}  // namespace mailwatchd::base
