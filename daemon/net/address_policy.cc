#include "net/address_policy.h"

#include "model/special_purpose.h"

#include <algorithm>

namespace mailwatchd::net {

using model::Address;
using model::Prefix;

namespace {

std::optional<std::string_view> find(const Address& address) {
    const auto& table = model::special_purpose(address.family());
    const auto found = std::ranges::find_if(
        table, [&](const auto& range) { return range.prefix.contains(address); });
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
    if (address.is_v4()) return find(address);
    // Judged by the IPv4 address inside, the last four bytes (RFC 6052 §2.1); other ranges with
    // embedded IPv4 addresses are refused as a whole.
    if (is_under("64:ff9b::/96", address)) {
        const auto bytes = address.bytes();
        return refusal(Address::v4({bytes[12], bytes[13], bytes[14], bytes[15]}), {});
    }
    if (const auto name = find(address)) return name;
    if (!is_under("2000::/3", address)) return "not global unicast";
    return std::nullopt;
}

}  // namespace mailwatchd::net
