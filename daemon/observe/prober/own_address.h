// The source address that other servers know us by. A change of it is our own affair: what a server
// says to the new address need not be a change of the server. Pure.
#pragma once

#include "base/time.h"
#include "model/address.h"

#include <optional>
#include <string>

namespace mailwatchd::observe {

/// How long a new address is used before it is the usual one: for one that does not stay, no
/// standing is touched.
inline constexpr base::Duration new_address_settles = std::chrono::hours{1};

/// Of one address family.
struct OwnAddress {
    std::optional<model::Address> usual;    ///< Nothing: we never had one.
    std::optional<model::Address> current;  ///< Nothing: no route.
    base::Ticks since;                      ///< When `current` came.

    /// A reconnect often changes the host part of an IPv6 address; the /64 names us.
    bool is_usual() const;
};

/// After the route was looked up again.
OwnAddress after_look(OwnAddress was, std::optional<model::Address> found, base::Ticks now);

/// What is wrong, in words; "" if nothing. A family that is missing beside a usable one is none of
/// our problems (failure P13).
std::string trouble_of(const OwnAddress& v4, const OwnAddress& v6);

}  // namespace mailwatchd::observe
