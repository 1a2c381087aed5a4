// A TCP connection that can be upgraded to TLS. Private to net/.
#pragma once

#include "net/seam.h"
#include "net/semaphore.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <optional>

namespace mailwatchd::net {

class TcpStream final : public Stream {
public:
    using Socket = boost::asio::ip::tcp::socket;
    using TlsContext = boost::asio::ssl::context;

    /// The permit is its place among the open connections.
    TcpStream(Socket socket, std::shared_ptr<TlsContext> context, Permit permit);
    ~TcpStream() override;
    TcpStream(const TcpStream&) = delete;
    TcpStream& operator=(const TcpStream&) = delete;

    Awaitable<base::Result<std::size_t>> read_some(std::span<char> into,
                                                   base::Deadline deadline) override;
    Awaitable<base::Outcome> write(std::string bytes, base::Deadline deadline) override;
    Awaitable<base::Result<model::TlsFacts>> start_tls(std::string host,
                                                       base::Deadline deadline) override;
    std::string sent_in_clear() override;
    void close() override;

private:
    /// Why the call must not begin; nothing if it may.
    Awaitable<std::optional<base::Failure>> obstacle(std::string_view doing,
                                                     base::Deadline deadline);
    base::Failure failure(const boost::system::error_code& error, bool is_late,
                          std::string_view doing);

    Socket socket_;
    std::shared_ptr<TlsContext> context_;
    std::optional<boost::asio::ssl::stream<Socket&>> tls_;
    Permit permit_;
    /// Once broken, a connection stays broken. After a failed write Asio would wait forever in the
    /// next one.
    std::optional<base::Failure> broken_;
};

}  // namespace mailwatchd::net
