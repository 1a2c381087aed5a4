// Error messages for a failed connection to the daemon: the reason and what to do.
#pragma once

#include "base/escape.h"
#include "serve/client.h"

#include <string>

namespace mailwatchd::tool {

/// The user who may not use the socket, and the group that may.
struct TurnedAway {
    std::string user;        ///< Name, or number if the user has no name.
    std::string group;       ///< The socket's group; "" if only root may use the socket.
    bool is_member = false;  ///< The user is in the group, but joined it after this login.
};

base::SafeText advice(const std::string& socket, const TurnedAway& who);

/// The message for a failed call. Looks up the user and the socket's group if permission was
/// denied.
base::SafeText explain(const std::string& socket, const serve::CallFailure& failure);

}  // namespace mailwatchd::tool
