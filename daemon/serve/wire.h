// The socket of one client, with or without TLS; every operation has a timeout. Private to serve/.
#pragma once

#include "net/seam.h"

#include <boost/asio/async_result.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_stream.hpp>

#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace mailwatchd::serve {

/// Models Asio's AsyncReadStream and AsyncWriteStream, for Beast.
class Wire {
public:
    /// TCP or Unix socket.
    using Stream = boost::beast::basic_stream<boost::asio::generic::stream_protocol>;
    using Socket = Stream::socket_type;
    using Context = std::shared_ptr<boost::asio::ssl::context>;
    // NOLINTNEXTLINE(readability-identifier-naming): name required by Asio.
    using executor_type = Stream::executor_type;

    /// Without a context: no TLS.
    Wire(Socket socket, Context context);
    ~Wire() = default;
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;

    executor_type get_executor() { return bare_.get_executor(); }
    /// The stream below TLS: its timeout, socket and end.
    Stream& bare() { return bare_; }
    /// Whether the peer has closed the connection.
    bool has_gone();
    /// The address of an IPv4 client, the /64 of an IPv6 one, as bytes; "" on a Unix socket.
    std::string network();

    /// Does nothing without TLS.
    net::Awaitable<boost::system::error_code> shake_hands();
    /// Continues without TLS.
    void drop_tls() { tls_.reset(); }
    /// Sends the TLS close notification or shuts down sending, so that the client knows the answer
    /// is complete.
    net::Awaitable<void> say_end();

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            [this](auto handler, const Buffers& into) {
                if (tls_)
                    tls_->async_read_some(into, std::move(handler));
                else
                    bare_.async_read_some(into, std::move(handler));
            },
            token, buffers);
    }

    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            [this](auto handler, const Buffers& from) {
                if (tls_)
                    tls_->async_write_some(from, std::move(handler));
                else
                    bare_.async_write_some(from, std::move(handler));
            },
            token, buffers);
    }

private:
    /// Flat: otherwise the few bytes of chunk framing would become a TLS record and a packet of
    /// their own.
    using Tls = boost::beast::flat_stream<boost::asio::ssl::stream<Stream&>>;

    Stream bare_;
    Context context_;
    std::optional<Tls> tls_;
};

}  // namespace mailwatchd::serve
