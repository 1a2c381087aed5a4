// Failure A1: the table of addresses.
#include "net/address_policy.h"

#include <gtest/gtest.h>

#include <string>

using mailwatchd::model::Address;
using mailwatchd::model::Prefix;
using mailwatchd::net::refusal;

namespace {

struct Case {
    const char* address;
    std::string_view range;  ///< "": may be connected.
};

const Case cases[] = {
    {"0.0.0.0", "this network"},
    {"0.255.255.255", "this network"},
    {"1.1.1.1", ""},
    {"8.8.8.8", ""},
    {"9.255.255.255", ""},
    {"10.0.0.0", "private use"},
    {"10.255.255.255", "private use"},
    {"11.0.0.0", ""},
    {"100.63.255.255", ""},
    {"100.64.0.1", "shared address space"},
    {"100.127.255.255", "shared address space"},
    {"100.128.0.0", ""},
    {"126.255.255.255", ""},
    {"127.0.0.1", "loopback"},
    {"127.255.255.254", "loopback"},
    {"128.0.0.0", ""},
    {"169.253.255.255", ""},
    {"169.254.0.1", "link local"},
    {"169.254.169.254", "link local"},
    {"169.255.0.0", ""},
    {"172.15.255.255", ""},
    {"172.16.0.1", "private use"},
    {"172.31.255.255", "private use"},
    {"172.32.0.0", ""},
    {"192.0.0.9", "IETF protocol assignments"},
    {"192.0.0.170", "IETF protocol assignments"},
    {"192.0.1.1", ""},
    {"192.0.2.25", "documentation"},
    {"192.31.196.1", "AS112"},
    {"192.52.193.1", "AMT"},
    {"192.88.99.1", "6to4 relay anycast"},
    {"192.167.255.255", ""},
    {"192.168.1.1", "private use"},
    {"192.169.0.0", ""},
    {"192.175.48.6", "AS112"},
    {"198.17.255.255", ""},
    {"198.18.0.1", "benchmarking"},
    {"198.19.255.255", "benchmarking"},
    {"198.20.0.0", ""},
    {"198.51.100.7", "documentation"},
    {"203.0.113.1", "documentation"},
    {"223.255.255.255", ""},
    {"224.0.0.1", "multicast"},
    {"239.255.255.255", "multicast"},
    {"240.0.0.1", "reserved"},
    {"255.255.255.254", "reserved"},
    {"255.255.255.255", "limited broadcast"},
    {"::", "unspecified"},
    {"::1", "loopback"},
    {"::2", "IPv4-compatible"},
    {"::10.0.0.1", "IPv4-compatible"},
    {"::ffff:10.0.0.1", "IPv4-mapped"},
    {"::ffff:8.8.8.8", "IPv4-mapped"},
    {"::ffff:0:8.8.8.8", "not global unicast"},
    {"64:ff9b::a9fe:a9fe", "link local"},
    {"64:ff9b::10.0.0.1", "private use"},
    {"64:ff9b::127.0.0.1", "loopback"},
    {"64:ff9b::8.8.8.8", ""},
    {"64:ff9b:1::8.8.8.8", "local NAT64"},
    {"64:ff9b:0:1::8.8.8.8", "not global unicast"},
    {"100::1", "discard only"},
    {"100:0:0:1::1", "dummy prefix"},
    {"200::1", "not global unicast"},
    {"1fff::1", "not global unicast"},
    {"2001::1", "Teredo"},
    {"2001:0:a00:1::1", "Teredo"},
    {"2001:1::1", "IETF protocol assignments"},
    {"2001:2::1", "benchmarking"},
    {"2001:10::1", "ORCHID"},
    {"2001:2f:ffff::1", "ORCHID"},
    {"2001:1ff::1", "IETF protocol assignments"},
    {"2001:200::1", ""},
    {"2001:4860:4860::8888", ""},
    {"2001:db8::25", "documentation"},
    {"2001:db9::25", ""},
    {"2002:a00:1::1", "6to4"},
    {"2002:808:808::1", "6to4"},
    {"2003::1", ""},
    {"2620:4f:8000::6", "AS112"},
    {"2a00:1450::1", ""},
    {"3ffe::1", ""},
    {"3fff::1", "documentation"},
    {"3fff:fff::1", "documentation"},
    {"3fff:1000::1", ""},
    {"4000::1", "not global unicast"},
    {"5f00::1", "segment routing"},
    {"fc00::1", "unique local"},
    {"fdff::1", "unique local"},
    {"fe80::1", "link local"},
    {"febf::1", "link local"},
    {"fec0::1", "site local"},
    {"ff02::1", "multicast"},
};

class AddressPolicy : public testing::TestWithParam<Case> {};

TEST_P(AddressPolicy, a1_refuses_special_purpose_addresses) {
    const auto why = refusal(Address::parse(GetParam().address).value(), {});
    EXPECT_EQ(why.value_or(""), GetParam().range);
}

INSTANTIATE_TEST_SUITE_P(Table, AddressPolicy, testing::ValuesIn(cases), [](const auto& row) {
    std::string name = row.param.address;
    for (char& c : name)
        if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
    return "at" + std::to_string(row.index) + "_" + name;
});

TEST(AddressPolicyAllow, beats_the_ranges_for_exactly_what_it_holds) {
    const std::vector<Prefix> allow{Prefix::parse("10.1.0.0/16").value(),
                                    Prefix::parse("fd00::/8").value()};
    const auto is_refused = [&](const char* text) {
        return refusal(Address::parse(text).value(), allow).has_value();
    };
    EXPECT_FALSE(is_refused("10.1.2.3"));
    EXPECT_TRUE(is_refused("10.2.2.3"));
    EXPECT_FALSE(is_refused("fd12::1"));
    EXPECT_TRUE(is_refused("fc12::1"));
    EXPECT_TRUE(is_refused("64:ff9b::10.1.2.3"));  // To allow it, use its own prefix instead.
}

}  // namespace
