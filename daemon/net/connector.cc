#include "net/connector.h"

#include "net/address_policy.h"
#include "net/boot_time.h"
#include "net/endpoint.h"
#include "net/error.h"
#include "net/semaphore.h"
#include "net/spawn.h"
#include "net/tcp_stream.h"
#include "net/timer.h"
#include "net/tls.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace mailwatchd::net {

namespace asio = boost::asio;

using asio::ip::tcp;
using base::Errc;
using base::Failure;
using boost::system::error_code;

namespace {

std::size_t default_connections_max() {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    const auto descriptors = std::min<rlim_t>(limit.rlim_cur, 1'000'000);
    return std::max<std::size_t>(descriptors * 3 / 4, 8);
}

class TcpConnector final : public Connector {
public:
    explicit TcpConnector(ConnectorSettings settings)
        : settings_{std::move(settings)},
          context_{std::make_shared<asio::ssl::context>(make_tls_context(settings_.ca_file))},
          places_{settings_.connections_max > 0 ? settings_.connections_max
                                                : default_connections_max()} {}

    Awaitable<base::Result<std::unique_ptr<Stream>>> connect(model::Address address,
                                                             std::uint16_t port,
                                                             base::Deadline deadline) override;
    std::optional<model::Address> source_towards(const model::Address& address) const override;

private:
    error_code open(tcp::socket& socket, const tcp::endpoint& remote) const;

    ConnectorSettings settings_;
    std::shared_ptr<asio::ssl::context> context_;
    Semaphore places_;
};

error_code TcpConnector::open(tcp::socket& socket, const tcp::endpoint& remote) const {
    error_code error;
    socket.open(remote.protocol(), error);
    if (error) return error;
    error_code ignored;
    socket.set_option(tcp::no_delay{true}, ignored);
    for (const auto& source : settings_.sources) {
        const auto local = to_endpoint<tcp>(source, 0);
        if (local.protocol() == remote.protocol()) socket.bind(local, error);
    }
    return error;
}

/// Connecting a UDP socket makes the kernel choose a route and sends no packet. Avoids Asio, whose
/// sockets need a context: judges call this often.
std::optional<model::Address> TcpConnector::source_towards(const model::Address& address) const {
    const auto remote = to_endpoint<tcp>(address, 9);  // Any port will do.
    const int descriptor = ::socket(remote.protocol().family(), SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return std::nullopt;
    bool routed = true;
    for (const auto& source : settings_.sources) {
        const auto local = to_endpoint<tcp>(source, 0);
        if (local.protocol() == remote.protocol())
            routed = ::bind(descriptor, local.data(), socklen_t(local.size())) == 0;
    }
    tcp::endpoint own;
    auto size = socklen_t(own.capacity());
    routed = routed && ::connect(descriptor, remote.data(), socklen_t(remote.size())) == 0 &&
             ::getsockname(descriptor, own.data(), &size) == 0;
    ::close(descriptor);
    if (!routed) return std::nullopt;
    own.resize(size);
    return model::Address::parse(own.address().to_string());
}

Awaitable<base::Result<std::unique_ptr<Stream>>> TcpConnector::connect(model::Address address,
                                                                       std::uint16_t port,
                                                                       base::Deadline deadline) {
    const std::string doing = "connect to " + address.text() + " port " + std::to_string(port);
    if (const auto why = refusal(address, settings_.allow))
        co_return Failure{Errc::not_allowed, doing + ": " + std::string{*why}};
    const bool stopped = co_await is_cancelled();
    if (stopped) co_return Failure{Errc::cancelled, doing};
    if (BootTime::now() >= deadline.at) co_return Failure{Errc::timed_out, doing};
    auto permit = places_.try_acquire();
    if (!permit) co_return Failure{Errc::no_resources, doing + ": too many connections"};

    const auto executor = co_await asio::this_coro::executor;
    tcp::socket socket{executor};
    const auto remote = to_endpoint<tcp>(address, port);
    if (const auto error = open(socket, remote)) co_return to_failure(error, doing);
    {
        const Timer timer{socket, deadline};
        const auto [error] =
            co_await socket.async_connect(remote, asio::as_tuple(asio::use_awaitable));
        if (error && timer.has_expired()) co_return Failure{Errc::timed_out, doing};
        if (error) co_return to_failure(error, doing);
    }
    std::unique_ptr<Stream> stream =
        std::make_unique<TcpStream>(std::move(socket), context_, std::move(permit));
    co_return stream;
}

}  // namespace

std::unique_ptr<Connector> make_connector(ConnectorSettings settings) {
    return std::make_unique<TcpConnector>(std::move(settings));
}

}  // namespace mailwatchd::net
