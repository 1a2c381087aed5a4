#include "model/address.h"

#include <gtest/gtest.h>

namespace mailwatchd::model {
namespace {

struct Row {
    const char* name;
    std::string_view text;
    std::string_view parsed;  ///< Empty: refused.
};

const Row rows[] = {
    {"v4", "192.0.2.1", "192.0.2.1"},
    {"v4_zero", "0.0.0.0", "0.0.0.0"},
    {"v6", "2001:db8::1", "2001:db8::1"},
    {"v6_written_long", "2001:0DB8:0:0:0:0:0:1", "2001:db8::1"},
    {"v6_any", "::", "::"},
    {"v6_mapped", "::ffff:192.0.2.1", "::ffff:192.0.2.1"},
    {"v6_longest_run", "1:0:0:2:0:0:0:3", "1:0:0:2::3"},
    {"empty", "", ""},
    {"three_numbers", "192.0.2", ""},
    {"too_big", "192.0.2.256", ""},
    {"leading_zero", "192.0.2.01", ""},
    {"hex", "0xC0.0.2.1", ""},
    {"one_number", "3221225985", ""},
    {"space", "192.0.2.1 ", ""},
    {"brackets", "[2001:db8::1]", ""},
    {"zone", "fe80::1%eth0", ""},
    {"port", "192.0.2.1:25", ""},
    {"two_runs", "1::2::3", ""},
    {"nine_groups", "1:2:3:4:5:6:7:8:9", ""},
    {"name", "example.org", ""},
    {"nul", {"192.0.2.1\0x", 11}, ""},
    {"nul_at_end", {"192.0.2.1\0", 10}, ""},
};

class AddressText : public testing::TestWithParam<Row> {};

TEST_P(AddressText, parses) {
    const auto address = Address::parse(GetParam().text);
    EXPECT_EQ(address ? address->text() : "", GetParam().parsed);
}

INSTANTIATE_TEST_SUITE_P(Table, AddressText, testing::ValuesIn(rows),
                         [](const auto& row) { return row.param.name; });

Address address(std::string_view text) { return Address::parse(text).value(); }

TEST(Address, made_of_bytes_is_the_one_parsed) {
    EXPECT_EQ(Address::v4({192, 0, 2, 1}), address("192.0.2.1"));
    EXPECT_EQ(Address::v6({0x20, 0x01, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}),
              address("2001:db8::1"));
    EXPECT_EQ(address("192.0.2.1").bytes().size(), 4U);
    EXPECT_EQ(address("::").bytes().size(), 16U);
}

TEST(Address, of_loopback_is_the_network_127_or_one) {
    for (const auto* const text : {"127.0.0.0", "127.0.0.1", "127.255.255.255", "::1"})
        EXPECT_TRUE(address(text).is_loopback()) << text;
    for (const auto* const text :
         {"126.255.255.255", "128.0.0.1", "::", "::2", "7f00::1", "::ffff:127.0.0.1"})
        EXPECT_FALSE(address(text).is_loopback()) << text;
}

TEST(Address, families_differ_even_where_bytes_do_not) {
    EXPECT_NE(address("0.0.0.0"), address("::"));
    EXPECT_LT(address("255.255.255.255"), address("::"));
    EXPECT_LT(address("192.0.2.9"), address("192.0.2.10"));
}

TEST(Address, reversed_is_what_a_block_list_is_asked) {
    // RFC 5782 §2.1, §2.4 and the test points of §5.
    EXPECT_EQ(address("192.0.2.99").reversed(), "99.2.0.192");
    EXPECT_EQ(address("127.0.0.2").reversed(), "2.0.0.127");
    EXPECT_EQ(address("2001:db8:1:2:3:4:567:89ab").reversed(),
              "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2");
    EXPECT_EQ(address("::ffff:7f00:2").reversed(),
              "2.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0");
}

struct Block {
    const char* name;
    std::string_view prefix;
    std::string_view inside;   ///< Empty: not tested.
    std::string_view outside;  ///< Empty: not tested.
};

const Block blocks[] = {
    {"v4_24", "192.0.2.0/24", "192.0.2.255", "192.0.3.0"},
    {"v4_host_bits", "192.0.2.77/24", "192.0.2.1", "192.0.1.255"},
    {"v4_odd", "10.0.0.0/9", "10.127.255.255", "10.128.0.0"},
    {"v4_31", "192.0.2.4/31", "192.0.2.5", "192.0.2.6"},
    {"v4_one", "192.0.2.1", "192.0.2.1", "192.0.2.2"},
    {"v4_all", "0.0.0.0/0", "255.255.255.255", "::"},
    {"v6_32", "2001:db8::/32", "2001:db8:ffff::1", "2001:db9::"},
    {"v6_odd", "fc00::/7", "fdff::1", "fe00::"},
    {"v6_one", "::1/128", "::1", "::2"},
    {"v6_all", "::/0", "ffff::", "0.0.0.0"},
    {"mapped_is_v6", "10.0.0.0/8", "10.1.1.1", "::ffff:10.1.1.1"},
};

class PrefixBlock : public testing::TestWithParam<Block> {};

TEST_P(PrefixBlock, contains_its_own) {
    const auto prefix = Prefix::parse(GetParam().prefix);
    ASSERT_TRUE(prefix.has_value());
    EXPECT_TRUE(prefix->contains(address(GetParam().inside)));
    EXPECT_FALSE(prefix->contains(address(GetParam().outside)));
}

INSTANTIATE_TEST_SUITE_P(Table, PrefixBlock, testing::ValuesIn(blocks),
                         [](const auto& row) { return row.param.name; });

TEST(Prefix, refuses_what_is_none) {
    for (const std::string_view text :
         {"", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "::/129", "10.0.0.0/-1", "10.0.0.0/+8",
          "10.0.0.0/8 ", "10.0.0.0/8/8", "10.0.0.0/99999999999", "10.0.0.0/x", "10.0/8",
          "example.org/8"})
        EXPECT_FALSE(Prefix::parse(text).has_value()) << text;
}

TEST(Prefix, text) {
    EXPECT_EQ(Prefix::parse("2001:DB8::/32")->text(), "2001:db8::/32");
    EXPECT_EQ(Prefix::parse("192.0.2.1")->text(), "192.0.2.1/32");
}

}  // namespace
}  // namespace mailwatchd::model
