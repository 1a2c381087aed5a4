#include "config/nearest.h"

#include <gtest/gtest.h>

namespace mailwatchd::config {
namespace {

struct Row {
    const char* name;
    std::string_view word;
    std::string_view near;  ///< Empty: none.
};

const Row rows[] = {
    {"one_letter_more", "intervall", "interval"},
    {"one_letter_less", "interva", "interval"},
    {"swapped", "intreval", "interval"},
    {"three_of_many", "conect_timout", "connect_timeout"},
    {"too_far", "frequency", ""},
    {"short_words_are_strict", "hap", "gap"},
    {"short_and_two_off", "has", ""},
    {"the_nearest_of_two", "max_host", "max_hosts"},
    {"very_long", "intervalintervalintervalinterval", ""},
    {"empty", "", ""},
};

class Nearest : public testing::TestWithParam<Row> {};

TEST_P(Nearest, f2_is_found_or_not) {
    const std::vector<std::string_view> known{"interval", "jitter",    "connect_timeout",
                                              "gap",      "max_hosts", "max_running"};
    EXPECT_EQ(nearest(GetParam().word, known).value_or(""), GetParam().near);
}

INSTANTIATE_TEST_SUITE_P(Table, Nearest, testing::ValuesIn(rows),
                         [](const auto& row) { return row.param.name; });

TEST(EditDistance, counts_edits) {
    EXPECT_EQ(edit_distance("", ""), 0U);
    EXPECT_EQ(edit_distance("abc", ""), 3U);
    EXPECT_EQ(edit_distance("", "abc"), 3U);
    EXPECT_EQ(edit_distance("abc", "acb"), 1U);
    EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
}

}  // namespace
}  // namespace mailwatchd::config
