// Why the daemon could not be asked, and what to do about it: one sentence for whoever sits there.
#pragma once

#include "serve/client.h"

#include <string>

namespace mailwatchd::tool {

/// Who was turned away from the socket, as far as the system tells.
struct TurnedAway {
    std::string user;  ///< Name, or number where there is none.
    std::string
        group;  ///< Of the socket; "" where it belongs to root's, so that only root may ask.
    bool is_member = false;  ///< The system's groups name the user in it: this login is older.
};

std::string advice(const std::string& socket, const TurnedAway& who);

/// The sentence; asks the system who we are and whose the socket is where we were turned away.
std::string explain(const std::string& socket, const serve::CallFailure& failure);

}  // namespace mailwatchd::tool
