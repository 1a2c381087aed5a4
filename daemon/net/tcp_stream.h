// A TCP connection that may become a TLS one. Private to net/.
#pragma once

#include "net/limiter.h"
#include "net/seam.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <optional>

namespace mailwatchd::net {

class TcpStream final : public Stream {
public:
    using Socket = boost::asio::ip::tcp::socket;
    using TlsContext = boost::asio::ssl::context;

    /// The permit is its place among the connections that may be open.
    TcpStream(Socket socket, std::shared_ptr<TlsContext> context, Permit permit);
    ~TcpStream() override;
    TcpStream(const TcpStream&) = delete;
    TcpStream& operator=(const TcpStream&) = delete;

    Awaitable<base::Result<std::size_t>> read_some(std::span<char> into,
                                                   base::Deadline deadline) override;
    Awaitable<base::Outcome> write(std::string bytes, base::Deadline deadline) override;
    Awaitable<base::Result<model::TlsFacts>> start_tls(std::string host,
                                                       base::Deadline deadline) override;
    void close() override;

private:
    /// Why the call may not even begin; nothing where it may.
    Awaitable<std::optional<base::Failure>> obstacle(std::string_view doing,
                                                     base::Deadline deadline);
    base::Failure failure(const boost::system::error_code& error, bool is_late,
                          std::string_view doing);

    Socket socket_;
    std::shared_ptr<TlsContext> context_;
    std::optional<boost::asio::ssl::stream<Socket&>> tls_;
    Permit permit_;
    /// Once the connection is broken, it stays so. Asio would wait for an event that never comes
    /// when it is asked to write again to a socket whose last write failed.
    std::optional<base::Failure> broken_;
};

}  // namespace mailwatchd::net
