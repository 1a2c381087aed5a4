#include "base/time.h"

#include <gtest/gtest.h>

namespace mailwatchd::base {
namespace {

using namespace std::chrono_literals;

struct Row {
    const char* name;
    std::int64_t milliseconds;
    const char* text;
};

const Row rows[] = {
    {"epoch", 0, "1970-01-01T00:00:00Z"},
    {"whole_seconds_only", 999, "1970-01-01T00:00:00Z"},
    {"a_second", 1'000, "1970-01-01T00:00:01Z"},
    {"example", 1'795'314'437'000, "2026-11-22T02:27:17Z"},
    {"leap_day", 1'709'164'800'000, "2024-02-29T00:00:00Z"},
    {"last_of_a_year", 1'798'761'599'999, "2026-12-31T23:59:59Z"},
    {"no_summer_time", 1'806'285'600'000, "2027-03-29T02:00:00Z"},
    {"before_the_epoch", -1, "1969-12-31T23:59:59Z"},
    {"beyond_2038", 4'102'444'800'000, "2100-01-01T00:00:00Z"},
};

class Rfc3339 : public testing::TestWithParam<Row> {};

TEST_P(Rfc3339, c4_in_utc) {
    EXPECT_EQ(rfc3339(Instant{Duration{GetParam().milliseconds}}), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(Table, Rfc3339, testing::ValuesIn(rows),
                         [](const auto& row) { return row.param.name; });

TEST(Time, c3_what_four_digits_cannot_hold_is_shown_as_the_nearest_end) {
    EXPECT_EQ(rfc3339(Instant{} + 289 * 365 * 24h), "2258-10-23T00:00:00Z");
    EXPECT_EQ(rfc3339(Instant::max()), "9999-12-31T23:59:59Z");
    EXPECT_EQ(rfc3339(Instant::min()), "0000-01-01T00:00:00Z");
    EXPECT_EQ(date(Instant{} + 289 * 365 * 24h), "2258-10-23");
}

TEST(Time, the_earlier_deadline) {
    const Deadline soon{Ticks{1s}};
    const Deadline late{Ticks{2s}};
    EXPECT_EQ(earlier(soon, late).at, soon.at);
    EXPECT_EQ(earlier(late, soon).at, soon.at);
}

struct Written {
    const char* name;
    std::string_view text;
    std::string_view instant;  ///< "" if it is none.
};

TEST(Instant, is_read_as_it_is_written) {
    const Written all[] = {
        {"whole", "2026-11-22T02:27:17Z", "2026-11-22T02:27:17Z"},
        {"minutes", "2026-11-22T02:27Z", "2026-11-22T02:27:00Z"},
        {"day", "2026-11-22", "2026-11-22T00:00:00Z"},
        {"leap_day", "2028-02-29", "2028-02-29T00:00:00Z"},
        {"leap_second", "2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"},
        {"no_leap_day", "2026-02-29", ""},
        {"month_13", "2026-13-01", ""},
        {"hour_24", "2026-11-22T24:00:00Z", ""},
        {"minute_60", "2026-11-22T00:60:00Z", ""},
        {"other_zone", "2026-11-22T02:27:17+01:00", ""},
        {"no_zone", "2026-11-22T02:27:17", ""},
        {"tail", "2026-11-22T02:27:17Zx", ""},
        {"blank", "2026-11-22 02:27:17Z", ""},
        {"empty", "", ""},
        {"word", "yesterday", ""},
        {"sign", "+026-11-22", ""},
        {"blanks_for_digits", "2026- 1- 2", ""},
        {"one_digit", "2026-1-2", ""},
        {"blank_in_front", " 2026-11-22", ""},
        {"nul", std::string_view{"2026-11-22\0", 11}, ""},
    };
    for (const auto& [name, text, instant] : all) {
        const auto read = parse_instant(text);
        EXPECT_EQ(read ? rfc3339(*read) : "", instant) << name;
    }
}

}  // namespace
}  // namespace mailwatchd::base
