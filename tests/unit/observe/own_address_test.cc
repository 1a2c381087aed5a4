// Who we are to others, over time.
#include "observe/prober/own_address.h"

#include "support/builders.h"

#include <gtest/gtest.h>

namespace mailwatchd::observe {
namespace {

using namespace std::chrono_literals;

struct Seen {
    int minute;
    const char* address;  ///< "": no route.
    bool is_usual;
};

struct AddressRow {
    const char* name;
    std::vector<Seen> looks;
};

const AddressRow address_rows[] = {
    {"the_first_one_is_ours", {{0, "198.51.100.9", true}, {10, "198.51.100.9", true}}},
    {"another_one_for_minutes",
     {{0, "198.51.100.9", true},
      {10, "203.0.113.9", false},
      {20, "203.0.113.9", false},
      {21, "198.51.100.9", true}}},
    {"another_one_that_stays",
     {{0, "198.51.100.9", true},
      {10, "203.0.113.9", false},
      {69, "203.0.113.9", false},
      {70, "203.0.113.9", true},
      {71, "198.51.100.9", false}}},
    {"a_third_one_settles_for_itself",
     {{0, "198.51.100.9", true},
      {10, "203.0.113.9", false},
      {60, "203.0.113.10", false},
      {71, "203.0.113.10", false},
      {120, "203.0.113.10", true}}},
    {"a_route_that_comes_and_goes",
     {{0, "", false}, {1, "198.51.100.9", true}, {2, "", false}, {3, "198.51.100.9", true}}},
    {"host_parts_of_ipv6_change_daily",
     {{0, "2001:db8::1", true}, {10, "2001:db8::abcd:1", true}, {20, "2001:db8:1::1", false}}},
};

class OwnAddresses : public testing::TestWithParam<AddressRow> {};

TEST_P(OwnAddresses, over_time) {
    OwnAddress own;
    for (const auto& look : GetParam().looks) {
        const std::string address = look.address;
        own = after_look(own, address.empty() ? std::nullopt : std::optional{test::ip(address)},
                         base::Ticks{100h + std::chrono::minutes{look.minute}});
        EXPECT_EQ(own.is_usual(), look.is_usual) << look.minute;
    }
}

INSTANTIATE_TEST_SUITE_P(Table, OwnAddresses, testing::ValuesIn(address_rows),
                         [](const auto& row) { return row.param.name; });

OwnAddress own(std::optional<std::string> usual, std::optional<std::string> current) {
    OwnAddress made;
    if (usual) made.usual = test::ip(*usual);
    if (current) made.current = test::ip(*current);
    return made;
}

TEST(OwnAddresses, p13_one_family_is_enough) {
    const auto v4 = own("198.51.100.9", "198.51.100.9"), v6 = own("2001:db8::1", "2001:db8::1");
    EXPECT_EQ(trouble_of(v4, v6), "");
    EXPECT_EQ(trouble_of(v4, own("2001:db8::1", {})), "");
    EXPECT_EQ(trouble_of(own("198.51.100.9", {}), v6), "");
    EXPECT_EQ(trouble_of({}, {}), "") << "there never was a route";
    EXPECT_EQ(trouble_of(own("198.51.100.9", {}), {}), "no route to other networks");
    EXPECT_NE(trouble_of(own("198.51.100.9", "203.0.113.9"), v6).find("now 203.0.113.9, not 198."),
              std::string::npos);
}

}  // namespace
}  // namespace mailwatchd::observe
