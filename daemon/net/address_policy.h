// Which addresses we never connect to (promise 6, failure A1): everything in IANA's
// special-purpose registries (RFC 6890 and its successors), multicast, and whatever embeds such an
// IPv4 address.
#pragma once

#include "model/address.h"

#include <optional>
#include <span>
#include <string_view>

namespace mailwatchd::net {

/// The name of the range that forbids it; nothing where we may connect. An `allow` prefix that
/// contains the address itself beats every range.
std::optional<std::string_view> refusal(const model::Address& address,
                                        std::span<const model::Prefix> allow);

}  // namespace mailwatchd::net
