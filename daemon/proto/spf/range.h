// Contiguous addresses of one family, and how many public addresses are among them. Pure.
#pragma once

#include "model/address.h"

#include <cstdint>
#include <optional>

namespace mailwatchd::spf {

/// From `first` to `last`, both included and of one family.
struct Range {
    model::Address first, last;

    bool contains(const model::Address& address) const {
        return first <= address && address <= last;
    }
    bool operator==(const Range&) const = default;
};

/// The addresses that agree with `address` in the first `bits` bits; at most 32 or 128.
Range network(const model::Address& address, unsigned bits);
Range whole(model::Address::Family family);

/// The neighbours of an address within its family; requires that there is one.
model::Address next(const model::Address& address);
model::Address previous(const model::Address& address);

/// The common part; nothing if there is none.
std::optional<Range> common(const Range& a, const Range& b);

/// How many public addresses are in it: of IPv4 addresses, of IPv6 whole /64 networks, which is
/// the least that a host's link gets (RFC 4291 §2.5.1). Public is everything that is not special
/// purpose (model/special_purpose.h), for IPv6 within 2000::/3.
std::uint64_t public_size(const Range& range);

}  // namespace mailwatchd::spf
