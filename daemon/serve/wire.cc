#include "serve/wire.h"

#include "serve/peer.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

namespace mailwatchd::serve {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

/// The smallest usual IPv6 assignment to one customer (RFC 6177 §2).
constexpr std::size_t v6_network_bytes = 8;

template <class Field>
std::string bytes_of(const Field& field, std::size_t size = sizeof(Field)) {
    return {reinterpret_cast<const char*>(&field), size};
}

/// "" on a Unix socket.
std::string network_of(const Wire::Socket& socket) {
    error_code error;
    const auto peer = socket.remote_endpoint(error);
    if (error) return {};
    const auto* const address = peer.data();
    if (address->sa_family == AF_INET)
        return bytes_of(reinterpret_cast<const sockaddr_in*>(address)->sin_addr);
    if (address->sa_family == AF_INET6)
        return bytes_of(reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr,
                        v6_network_bytes);
    return {};
}

}  // namespace

Wire::Wire(Socket socket, Context context)
    : bare_{std::move(socket)}, context_{std::move(context)} {
    if (context_) tls_.emplace(bare_, *context_);
}

bool Wire::has_gone() {
    pollfd look{bare_.socket().native_handle(), POLLRDHUP, 0};
    return ::poll(&look, 1, 0) == 1;
}

std::string Wire::network() { return network_of(bare_.socket()); }

std::string peer_of(Wire::Socket& socket) {
    auto network = network_of(socket);
    if (!network.empty()) return network;
    const auto user = peer_user(socket.native_handle());
    return user ? "user " + std::to_string(*user) : "user";
}

net::Awaitable<error_code> Wire::shake_hands() {
    if (!tls_) co_return error_code{};
    const auto [error] = co_await tls_->async_handshake(asio::ssl::stream_base::server, as_value);
    co_return error;
}

net::Awaitable<Wire::Read> Wire::read_some(asio::mutable_buffer room) {
    Read done;
    if (tls_) {
        const auto [error, size] = co_await tls_->async_read_some(room, as_value);
        done = {error, size};
    } else {
        done = co_await read_below_tls(room);
    }
    co_return done;
}

net::Awaitable<Wire::Read> Wire::read_below_tls(asio::mutable_buffer room) {
    const auto [error, size] = co_await bare_.async_read_some(room, as_value);
    co_return Read{error, size};
}

net::Awaitable<error_code> Wire::write(std::string_view bytes) {
    const auto all = asio::buffer(bytes);
    error_code failure;
    if (tls_) {
        const auto [error, size] = co_await asio::async_write(*tls_, all, as_value);
        failure = error;
    } else {
        const auto [error, size] = co_await asio::async_write(bare_, all, as_value);
        failure = error;
    }
    co_return failure;
}

net::Awaitable<void> Wire::say_end() {
    error_code ignored;
    if (tls_) {
        // Also waits for the client's close notification, until the current timeout.
        const auto [error] = co_await tls_->async_shutdown(as_value);
        static_cast<void>(error);
    }
    bare_.socket().shutdown(Socket::shutdown_send, ignored);
}

}  // namespace mailwatchd::serve
