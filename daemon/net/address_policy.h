// The addresses that we never connect to (promise 6, failure A1): everything in IANA's
// special-purpose registries (RFC 6890 and its successors), multicast, and addresses with such an
// IPv4 address embedded.
#pragma once

#include "model/address.h"

#include <optional>
#include <span>
#include <string_view>

namespace mailwatchd::net {

/// The name of the range that forbids the address; nothing if connections are allowed. An `allow`
/// prefix that contains the address overrides every range.
std::optional<std::string_view> refusal(const model::Address& address,
                                        std::span<const model::Prefix> allow);

}  // namespace mailwatchd::net
