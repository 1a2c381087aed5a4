#include "proto/spf/range.h"

#include "model/special_purpose.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <vector>

namespace mailwatchd::spf {

using model::Address;

namespace {

using Bytes = std::array<std::uint8_t, 16>;

Bytes bytes_of(const Address& address) {
    Bytes bytes{};
    std::ranges::copy(address.bytes(), bytes.begin());
    return bytes;
}

Address address_of(const Bytes& bytes, Address::Family family) {
    return family == Address::Family::v4 ? Address::v4({bytes[0], bytes[1], bytes[2], bytes[3]})
                                         : Address::v6(bytes);
}

/// `count` bytes as a number.
std::uint64_t number(const Address& address, std::size_t from, std::size_t count) {
    std::uint64_t value = 0;
    for (const auto byte : address.bytes().subspan(from, count)) value = value << 8 | byte;
    return value;
}

/// Of IPv4 addresses, of IPv6 whole /64 networks.
std::uint64_t size(const Range& range) {
    if (range.first.is_v4()) return number(range.last, 0, 4) - number(range.first, 0, 4) + 1;
    const auto first = number(range.first, 0, 8) + (number(range.first, 8, 8) == 0 ? 0 : 1);
    const auto end = number(range.last, 0, 8) + (number(range.last, 8, 8) == UINT64_MAX ? 1 : 0);
    return end > first ? end - first : 0;
}

/// Requires a valid "192.0.2.0/24".
Range parsed(std::string_view text) {
    const auto slash = text.find('/');
    unsigned bits = 0;
    std::from_chars(text.data() + slash + 1, text.data() + text.size(), bits);
    return network(Address::parse(text.substr(0, slash)).value(), bits);
}

void subtract(std::vector<Range>& from, const Range& what) {
    std::vector<Range> left;
    for (const auto& range : from) {
        const auto gone = common(range, what);
        if (!gone) {
            left.push_back(range);
            continue;
        }
        if (range.first < gone->first) left.push_back({range.first, previous(gone->first)});
        if (gone->last < range.last) left.push_back({next(gone->last), range.last});
    }
    from = std::move(left);
}

std::vector<Range> public_ranges(Address::Family family) {
    std::vector<Range> ranges{family == Address::Family::v4 ? whole(family) : parsed("2000::/3")};
    for (const auto& special : model::special_purpose(family))
        subtract(ranges, parsed(special.prefix.text()));
    return ranges;
}

}  // namespace

Range network(const Address& address, unsigned bits) {
    auto first = bytes_of(address), last = first;
    for (std::size_t i = 0; i < address.bytes().size(); ++i) {
        const auto kept = std::min<std::size_t>(8, bits - std::min<std::size_t>(bits, i * 8));
        const auto host = static_cast<std::uint8_t>(0xFFU >> kept);
        first[i] = static_cast<std::uint8_t>(first[i] & ~host);
        last[i] = static_cast<std::uint8_t>(last[i] | host);
    }
    return {address_of(first, address.family()), address_of(last, address.family())};
}

Range whole(Address::Family family) { return network(address_of({}, family), 0); }

Address next(const Address& address) {
    auto bytes = bytes_of(address);
    for (auto i = address.bytes().size(); i > 0; --i)
        if (++bytes[i - 1] != 0) break;
    return address_of(bytes, address.family());
}

Address previous(const Address& address) {
    auto bytes = bytes_of(address);
    for (auto i = address.bytes().size(); i > 0; --i)
        if (bytes[i - 1]-- != 0) break;
    return address_of(bytes, address.family());
}

std::optional<Range> common(const Range& a, const Range& b) {
    const Range both{std::max(a.first, b.first), std::min(a.last, b.last)};
    return both.first <= both.last ? std::optional{both} : std::nullopt;
}

std::uint64_t public_size(const Range& range) {
    static const auto v4 = public_ranges(Address::Family::v4);
    static const auto v6 = public_ranges(Address::Family::v6);
    std::uint64_t count = 0;
    for (const auto& each : range.first.is_v4() ? v4 : v6)
        if (const auto both = common(range, each)) count += size(*both);
    return count;
}

}  // namespace mailwatchd::spf
