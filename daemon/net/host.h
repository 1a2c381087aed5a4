// What this machine itself knows of its place in the network; no packet is sent.
#pragma once

#include "model/address.h"

#include <optional>

namespace mailwatchd::net {

/// The address that connections of this family would come from; nothing where there is no route.
std::optional<model::Address> own_address(model::Address::Family family);

/// Whether the kernel's clock is kept by a time server (adjtimex(2)); nothing where it won't say.
std::optional<bool> clock_is_kept();

}  // namespace mailwatchd::net
