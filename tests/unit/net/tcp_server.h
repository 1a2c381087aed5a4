// A server on loopback that runs one coroutine per connection.
#pragma once

#include "loopback.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <functional>

namespace mailwatchd::test {

namespace asio = boost::asio;
using asio::ip::tcp;
inline constexpr auto as_value = asio::as_tuple(asio::use_awaitable);

class TcpServer {
public:
    using Serve = std::function<net::Awaitable<void>(tcp::socket)>;

    TcpServer(Loopback& loop, Serve serve, const char* address = "127.0.0.1")
        : acceptor_{loop.io, tcp::endpoint{asio::ip::make_address(address), 0}},
          serve_{std::move(serve)} {
        net::spawn(loop.io.get_executor(), accept());
    }
    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    int accepted = 0;
    std::string last_peer;

private:
    net::Awaitable<void> accept() {
        for (;;) {
            auto [error, socket] = co_await acceptor_.async_accept(as_value);
            if (error) co_return;
            ++accepted;
            last_peer = socket.remote_endpoint().address().to_string();
            auto work = serve_(std::move(socket));
            net::spawn(acceptor_.get_executor(), std::move(work));
        }
    }

    tcp::acceptor acceptor_;
    Serve serve_;
};

}  // namespace mailwatchd::test
