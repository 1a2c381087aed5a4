#include "observe/reputation/origin.h"

#include "support/builders.h"

#include <gtest/gtest.h>

using namespace mailwatchd;

namespace mailwatchd::observe {
namespace {

TEST(Origin, is_asked_for_by_the_reversed_address) {
    EXPECT_EQ(origin_front(test::ip("192.0.2.7")), "7.2.0.192.origin");
    EXPECT_TRUE(origin_front(test::ip("2001:db8::1")).ends_with(".8.b.d.0.1.0.0.2.origin6"));
    EXPECT_EQ(as_front(64500), "AS64500");
}

struct Row {
    const char* name;
    std::vector<std::string> texts;
    std::vector<std::uint32_t> numbers;
    std::string prefix, country, registry;
};

const Row rows[] = {
    {"one",
     {"64500 | 192.0.2.0/24 | DE | ripencc | 2001-01-01"},
     {64500},
     "192.0.2.0/24",
     "DE",
     "ripencc"},
    {"several_origins",
     {"64501 64500 | 192.0.2.0/24 | US | arin | 1998-09-25"},
     {64500, 64501},
     "192.0.2.0/24",
     "US",
     "arin"},
    {"longest_prefix_counts",
     {"64500 | 192.0.0.0/16 | US | arin | x", "64501 | 192.0.2.0/24 | DE | ripencc | x"},
     {64501},
     "192.0.2.0/24",
     "DE",
     "ripencc"},
    {"two_texts_of_one_prefix",
     {"64500 | 192.0.2.0/24 | DE | ripencc | x", "64502 | 192.0.2.0/24 | DE | ripencc | x"},
     {64500, 64502},
     "192.0.2.0/24",
     "DE",
     "ripencc"},
    {"IPv6",
     {"64500 | 2001:db8::/32 | FR | ripencc | 2001-01-01"},
     {64500},
     "2001:db8::/32",
     "FR",
     "ripencc"},
    {"not_announced", {"NA | 192.0.2.0/24 | | | "}, {}, "192.0.2.0/24", "", ""},
    {"hostile_fields",
     {"64500 | 192.0.2.0/24 | \x1b[31m | <b>evil</b> | x"},
     {64500},
     "192.0.2.0/24",
     "",
     ""},
};

class ParseOrigin : public testing::TestWithParam<Row> {};

TEST_P(ParseOrigin, reads) {
    const auto origin = parse_origin(GetParam().texts);
    ASSERT_TRUE(origin);
    EXPECT_EQ(origin->as_numbers, GetParam().numbers);
    EXPECT_EQ(origin->prefix, GetParam().prefix);
    EXPECT_EQ(origin->country, GetParam().country);
    EXPECT_EQ(origin->registry, GetParam().registry);
}

INSTANTIATE_TEST_SUITE_P(Table, ParseOrigin, testing::ValuesIn(rows),
                         [](const auto& row) { return row.param.name; });

TEST(ParseOrigin, of_other_texts_is_nothing) {
    for (const auto* const text :
         {"", "v=spf1 -all", "64500 | nowhere | DE | ripencc", "|||", "a|b"})
        EXPECT_FALSE(parse_origin({text})) << text;
    EXPECT_FALSE(parse_origin({}));
}

TEST(ParseOrigin, is_bounded) {
    std::string many;
    for (int i = 1; i < 1000; ++i) many += std::to_string(i) + " ";
    EXPECT_EQ(parse_origin({many + "| 192.0.2.0/24 | DE | x | y"})->as_numbers.size(), origins_max);
    EXPECT_EQ(parse_as_name("1 | DE | x | y | " + std::string(5000, 'n')).size(),
              as_name_bytes_max);
}

TEST(ParseAsName, leaves_the_country_out) {
    EXPECT_EQ(parse_as_name("64500 | DE | ripencc | 2001-01-01 | EXAMPLE-AS Example Ltd, DE"),
              "EXAMPLE-AS Example Ltd");
    EXPECT_EQ(parse_as_name("64500 | DE | ripencc | x | EXAMPLE, Inc."), "EXAMPLE, Inc.");
    EXPECT_EQ(parse_as_name("nothing of the kind"), "");
}

}  // namespace
}  // namespace mailwatchd::observe
