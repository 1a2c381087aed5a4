// What the kernel knows about this machine's network and clock; sends no packet.
#pragma once

#include "model/address.h"

#include <optional>

namespace mailwatchd::net {

/// The source address of connections of this family; nothing if there is no route.
std::optional<model::Address> own_address(model::Address::Family family);

/// Whether a time server disciplines the kernel's clock (adjtimex(2)); nothing if unknown.
std::optional<bool> clock_is_kept();

}  // namespace mailwatchd::net
