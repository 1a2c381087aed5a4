#include "serve/peer.h"

#include <sys/socket.h>

namespace mailwatchd::serve {

namespace {

/// The id that the kernel reports for a user outside our user namespace (with PrivateUsers= only
/// root and the daemon's user are inside); the default of /proc/sys/kernel/overflowuid.
constexpr uid_t nameless = 65534;

}  // namespace

std::optional<std::uint32_t> peer_user(int socket) {
    int domain = 0;
    socklen_t size = sizeof domain;
    if (::getsockopt(socket, SOL_SOCKET, SO_DOMAIN, &domain, &size) != 0 || domain != AF_UNIX)
        return std::nullopt;
    ucred peer{};
    size = sizeof peer;
    if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return std::nullopt;
    if (peer.uid == nameless) return std::nullopt;
    return peer.uid;
}

}  // namespace mailwatchd::serve
