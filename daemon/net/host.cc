#include "net/host.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/timex.h>
#include <unistd.h>

namespace mailwatchd::net {

namespace {

/// The documentation blocks (RFC 5737, RFC 3849) have the same route as the rest of the Internet.
constexpr const char* somewhere_v4 = "192.0.2.1";
constexpr const char* somewhere_v6 = "2001:db8::1";
constexpr in_port_t discard = 9;  // RFC 863; connecting a UDP socket sends nothing.

class UdpSocket {
public:
    explicit UdpSocket(int family) : descriptor_{::socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0)} {}
    ~UdpSocket() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    UdpSocket(const UdpSocket&) = delete;
    UdpSocket& operator=(const UdpSocket&) = delete;

    /// Our own end of a connection to `to`; overwrites it.
    template <class Name>
    bool connect(Name& to) const {
        auto* const name = reinterpret_cast<sockaddr*>(&to);
        socklen_t size = sizeof to;
        return descriptor_ >= 0 && ::connect(descriptor_, name, size) == 0 &&
               ::getsockname(descriptor_, name, &size) == 0;
    }

private:
    int descriptor_;
};

}  // namespace

std::optional<model::Address> own_address(model::Address::Family family) {
    if (family == model::Address::Family::v4) {
        sockaddr_in name{};
        name.sin_family = AF_INET;
        name.sin_port = htons(discard);
        ::inet_pton(AF_INET, somewhere_v4, &name.sin_addr);
        if (!UdpSocket{AF_INET}.connect(name)) return std::nullopt;
        std::array<std::uint8_t, 4> bytes{};
        std::copy_n(reinterpret_cast<const std::uint8_t*>(&name.sin_addr), bytes.size(),
                    bytes.begin());
        return model::Address::v4(bytes);
    }
    sockaddr_in6 name{};
    name.sin6_family = AF_INET6;
    name.sin6_port = htons(discard);
    ::inet_pton(AF_INET6, somewhere_v6, &name.sin6_addr);
    if (!UdpSocket{AF_INET6}.connect(name)) return std::nullopt;
    std::array<std::uint8_t, 16> bytes{};
    std::copy_n(reinterpret_cast<const std::uint8_t*>(&name.sin6_addr), bytes.size(),
                bytes.begin());
    return model::Address::v6(bytes);
}

std::optional<bool> clock_is_kept() {
    timex state{};
    const int found = ::adjtimex(&state);
    if (found < 0) return std::nullopt;
    return found != TIME_ERROR && (state.status & STA_UNSYNC) == 0;
}

}  // namespace mailwatchd::net
