// Who is behind a Unix socket, by the kernel's word.
#pragma once

#include <cstdint>
#include <optional>

namespace mailwatchd::serve {

/// The user id of whoever connected (SO_PEERCRED, unix(7)); nothing on any other kind of socket,
/// and where the kernel does not tell it.
std::optional<std::uint32_t> peer_user(int socket);

}  // namespace mailwatchd::serve
