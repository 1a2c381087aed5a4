// The socket of one client, with or without TLS; every operation has a timeout. Private to serve/.
#pragma once

#include "net/seam.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/basic_stream.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace mailwatchd::serve {

/// The errors of operations are values.
inline constexpr auto as_value = boost::asio::as_tuple(boost::asio::use_awaitable);

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

    struct Read {
        boost::system::error_code error;
        std::size_t size = 0;
    };
    /// Waits for bytes and reads what is there, at most the size of `room`.
    net::Awaitable<Read> read_some(boost::asio::mutable_buffer room);
    net::Awaitable<Read> read_below_tls(boost::asio::mutable_buffer room);
    /// Writes all of `bytes`, which must outlive the call. With TLS that is one record, if they
    /// fit.
    net::Awaitable<boost::system::error_code> write(std::string_view bytes);

private:
    using Tls = boost::asio::ssl::stream<Stream&>;

    Stream bare_;
    Context context_;
    std::optional<Tls> tls_;
};

/// Who is at the other end, as a key for limits: the network, or the user of a Unix socket.
std::string peer_of(Wire::Socket& socket);

}  // namespace mailwatchd::serve
