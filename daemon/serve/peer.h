// The user at the other end of a Unix socket.
#pragma once

#include <cstdint>
#include <optional>

namespace mailwatchd::serve {

/// The user id of the client (SO_PEERCRED, unix(7)); nothing for other kinds of socket, or if the
/// kernel does not know it.
std::optional<std::uint32_t> peer_user(int socket);

}  // namespace mailwatchd::serve
