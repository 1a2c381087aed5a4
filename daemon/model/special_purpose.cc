#include "model/special_purpose.h"

#include <initializer_list>
#include <utility>

namespace mailwatchd::model {

namespace {

std::vector<SpecialPurpose> table_of(
    std::initializer_list<std::pair<const char*, std::string_view>> rows) {
    std::vector<SpecialPurpose> table;
    for (const auto& [text, name] : rows)
        table.push_back(SpecialPurpose{Prefix::parse(text).value(), name});
    return table;
}

// IANA IPv4 Special-Purpose Address Registry, multicast (RFC 5771) and class E (RFC 1112 §4).
// Includes globally reachable ranges that serve one protocol only (AS112, AMT, 6to4 relays): no
// mail server has such an address.
const std::vector<SpecialPurpose>& v4_table() {
    static const auto table = table_of({
        {"0.0.0.0/8", "this network"},
        {"10.0.0.0/8", "private use"},
        {"100.64.0.0/10", "shared address space"},
        {"127.0.0.0/8", "loopback"},
        {"169.254.0.0/16", "link local"},
        {"172.16.0.0/12", "private use"},
        {"192.0.0.0/24", "IETF protocol assignments"},
        {"192.0.2.0/24", "documentation"},
        {"192.31.196.0/24", "AS112"},
        {"192.52.193.0/24", "AMT"},
        {"192.88.99.0/24", "6to4 relay anycast"},
        {"192.168.0.0/16", "private use"},
        {"192.175.48.0/24", "AS112"},
        {"198.18.0.0/15", "benchmarking"},
        {"198.51.100.0/24", "documentation"},
        {"203.0.113.0/24", "documentation"},
        {"224.0.0.0/4", "multicast"},
        {"255.255.255.255/32", "limited broadcast"},
        {"240.0.0.0/4", "reserved"},
    });
    return table;
}

// IANA IPv6 Special-Purpose Address Registry. NAT64's well-known prefix is not in it: the IPv4
// address inside decides (RFC 6052 §2.1).
const std::vector<SpecialPurpose>& v6_table() {
    static const auto table = table_of({
        {"::/128", "unspecified"},          {"::1/128", "loopback"},
        {"::ffff:0:0/96", "IPv4-mapped"},   {"::/96", "IPv4-compatible"},
        {"64:ff9b:1::/48", "local NAT64"},  {"100::/64", "discard only"},
        {"100:0:0:1::/64", "dummy prefix"}, {"2001::/32", "Teredo"},
        {"2001:2::/48", "benchmarking"},    {"2001:10::/28", "ORCHID"},
        {"2001:20::/28", "ORCHID"},         {"2001::/23", "IETF protocol assignments"},
        {"2001:db8::/32", "documentation"}, {"2002::/16", "6to4"},
        {"2620:4f:8000::/48", "AS112"},     {"3fff::/20", "documentation"},
        {"5f00::/16", "segment routing"},   {"fc00::/7", "unique local"},
        {"fe80::/10", "link local"},        {"fec0::/10", "site local"},
        {"ff00::/8", "multicast"},
    });
    return table;
}

}  // namespace

const std::vector<SpecialPurpose>& special_purpose(Address::Family family) {
    return family == Address::Family::v4 ? v4_table() : v6_table();
}

}  // namespace mailwatchd::model
