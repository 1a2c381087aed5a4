#include "net/address_policy.h"

#include <algorithm>
#include <array>
#include <vector>

namespace mailwatchd::net {

using model::Address;
using model::Prefix;

namespace {

struct Range {
    Prefix prefix;
    std::string_view name;
};

std::vector<Range> ranges(std::initializer_list<std::pair<const char*, std::string_view>> rows) {
    std::vector<Range> out;
    for (const auto& [text, name] : rows) out.push_back(Range{Prefix::parse(text).value(), name});
    return out;
}

// IANA IPv4 Special-Purpose Address Registry, multicast (RFC 5771) and class E (RFC 1112 §4).
// Includes globally reachable ranges that serve one protocol only (AS112, AMT, 6to4 relays): no
// mail server has such an address.
const std::vector<Range>& v4_ranges() {
    static const auto table = ranges({
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

// IANA IPv6 Special-Purpose Address Registry, and everything outside 2000::/3. Addresses in NAT64's
// well-known prefix are judged by the IPv4 address inside; other ranges with embedded IPv4
// addresses are refused as a whole.
const std::vector<Range>& v6_ranges() {
    static const auto table = ranges({
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

std::optional<std::string_view> find(const std::vector<Range>& table, const Address& address) {
    const auto found = std::ranges::find_if(
        table, [&](const Range& range) { return range.prefix.contains(address); });
    if (found == table.end()) return std::nullopt;
    return found->name;
}

bool is_under(const char* prefix, const Address& address) {
    return Prefix::parse(prefix).value().contains(address);
}

}  // namespace

std::optional<std::string_view> refusal(const Address& address, std::span<const Prefix> allow) {
    if (std::ranges::any_of(allow, [&](const Prefix& prefix) { return prefix.contains(address); }))
        return std::nullopt;
    if (address.is_v4()) return find(v4_ranges(), address);
    if (is_under("64:ff9b::/96", address)) {  // RFC 6052 §2.1: the last four bytes.
        const auto bytes = address.bytes();
        return refusal(Address::v4({bytes[12], bytes[13], bytes[14], bytes[15]}), {});
    }
    if (const auto name = find(v6_ranges(), address)) return name;
    if (!is_under("2000::/3", address)) return "not global unicast";
    return std::nullopt;
}

}  // namespace mailwatchd::net
