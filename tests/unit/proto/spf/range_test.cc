#include "proto/spf/range.h"

#include <gtest/gtest.h>

namespace mailwatchd::spf {
namespace {

using model::Address;

Address ip(const char* text) { return Address::parse(text).value(); }

struct Row {
    const char* name;
    const char* address;
    unsigned bits;
    const char* first;
    const char* last;
    std::uint64_t size;  ///< Public addresses, or /64 networks.
};

constexpr std::uint64_t one = 1;

const Row rows[] = {
    {"host", "192.0.3.1", 32, "192.0.3.1", "192.0.3.1", 1},
    {"odd_bits", "192.0.3.77", 27, "192.0.3.64", "192.0.3.95", 32},
    {"a_slash_8", "17.1.2.3", 8, "17.0.0.0", "17.255.255.255", one << 24},
    {"half", "128.0.0.0", 1, "128.0.0.0", "255.255.255.255",
     // Less multicast and class E, private and shared space, and what else is special purpose.
     (one << 31) - (one << 29) - (one << 20) - 2 * (one << 16) - (one << 17) - 8 * 256},
    {"private_use", "10.0.0.0", 8, "10.0.0.0", "10.255.255.255", 0},
    {"partly_shared", "100.0.0.0", 8, "100.0.0.0", "100.255.255.255", (one << 24) - (one << 22)},
    {"multicast", "224.0.0.0", 3, "224.0.0.0", "255.255.255.255", 0},
    {"host_v6", "2a00::1", 128, "2a00::1", "2a00::1", 0},
    {"slash_64", "2a00::1", 64, "2a00::", "2a00::ffff:ffff:ffff:ffff", 1},
    {"slash_63", "2a00:0:0:3::", 63, "2a00:0:0:2::", "2a00::3:ffff:ffff:ffff:ffff", 2},
    {"slash_16", "2a00::", 16, "2a00::", "2a00:ffff:ffff:ffff:ffff:ffff:ffff:ffff", one << 48},
    {"documentation_v6", "2001:db8::", 32, "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
     0},
    {"outside_of_2000", "4000::", 2, "4000::", "7fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 0},
};

class SpfNetwork : public testing::TestWithParam<Row> {};

TEST_P(SpfNetwork, is_a_range) {
    const auto range = network(ip(GetParam().address), GetParam().bits);
    EXPECT_EQ(range.first.text(), GetParam().first);
    EXPECT_EQ(range.last.text(), GetParam().last);
    EXPECT_EQ(public_size(range), GetParam().size);
}

INSTANTIATE_TEST_SUITE_P(Table, SpfNetwork, testing::ValuesIn(rows),
                         [](const auto& row) { return row.param.name; });

TEST(SpfRange, knows_its_neighbours) {
    EXPECT_EQ(next(ip("192.0.2.255")).text(), "192.0.3.0");
    EXPECT_EQ(previous(ip("192.0.3.0")).text(), "192.0.2.255");
    EXPECT_EQ(next(ip("2001:db8::ffff")).text(), "2001:db8::1:0");
    EXPECT_EQ(previous(ip("2001:db8::1:0")).text(), "2001:db8::ffff");
}

TEST(SpfRange, has_nothing_in_common_with_the_other_family) {
    const auto v4 = whole(Address::Family::v4), v6 = whole(Address::Family::v6);
    EXPECT_FALSE(common(v4, v6));
    EXPECT_FALSE(common(v6, v4));
    EXPECT_FALSE(v4.contains(ip("::")));
    EXPECT_FALSE(v6.contains(ip("0.0.0.0")));
    EXPECT_EQ(common(v4, network(ip("10.0.0.0"), 8)), network(ip("10.0.0.0"), 8));
}

}  // namespace
}  // namespace mailwatchd::spf
