#include "net/tcp_stream.h"

#include "net/boot_time.h"
#include "net/connector.h"
#include "net/error.h"
#include "net/spawn.h"
#include "net/timer.h"
#include "net/tls.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace mailwatchd::net {

namespace asio = boost::asio;

using base::Errc;
using base::Failure;
using boost::system::error_code;

namespace {

constexpr auto as_value = asio::as_tuple(asio::use_awaitable);
using Transferred = std::tuple<error_code, std::size_t>;

bool is_end(const error_code& error) {
    return error == asio::error::eof || error == asio::ssl::error::stream_truncated;
}

}  // namespace

TcpStream::TcpStream(Socket socket, std::shared_ptr<TlsContext> context, Permit permit)
    : socket_{std::move(socket)}, context_{std::move(context)}, permit_{std::move(permit)} {}

TcpStream::~TcpStream() { close(); }

void TcpStream::close() {
    error_code ignored;
    socket_.close(ignored);
    permit_.release();
}

Awaitable<std::optional<Failure>> TcpStream::obstacle(std::string_view doing,
                                                      base::Deadline deadline) {
    const bool stopped = co_await is_cancelled();
    std::optional<Failure> found = broken_;
    if (BootTime::now() >= deadline.at) found = Failure{Errc::timed_out, std::string{doing}};
    if (stopped) found = Failure{Errc::cancelled, std::string{doing}};
    co_return found;
}

Failure TcpStream::failure(const error_code& error, bool is_late, std::string_view doing) {
    if (is_late) return {Errc::timed_out, std::string{doing}};
    auto found = to_failure(error, doing);
    if (found.code != Errc::cancelled) broken_ = found;
    return found;
}

Awaitable<base::Result<std::size_t>> TcpStream::read_some(std::span<char> into,
                                                          base::Deadline deadline) {
    const auto found = co_await obstacle("read", deadline);
    if (found) co_return *found;
    const Timer timer{socket_, deadline};
    const auto buffer = asio::buffer(into.data(), into.size());
    Transferred done;
    if (tls_) {
        done = co_await tls_->async_read_some(buffer, as_value);
    } else {
        done = co_await socket_.async_read_some(buffer, as_value);
    }
    const auto& [error, size] = done;
    // A TLS connection cut without close_notify ends like any other: the protocol's grammar decides
    // whether a reply is complete (failure T6).
    if (is_end(error)) co_return std::size_t{0};
    if (error) co_return failure(error, timer.has_expired(), "read");
    co_return size;
}

Awaitable<base::Outcome> TcpStream::write(std::string bytes, base::Deadline deadline) {
    const auto found = co_await obstacle("write", deadline);
    if (found) co_return *found;
    const Timer timer{socket_, deadline};
    const auto buffer = asio::buffer(bytes);
    Transferred done;
    if (tls_) {
        done = co_await asio::async_write(*tls_, buffer, as_value);
    } else {
        done = co_await asio::async_write(socket_, buffer, as_value);
    }
    const auto& [error, size] = done;
    if (error) co_return failure(error, timer.has_expired(), "write");
    co_return base::Outcome{};
}

Awaitable<base::Result<model::TlsFacts>> TcpStream::start_tls(std::string host,
                                                              base::Deadline deadline) {
    const base::Deadline ours{BootTime::now() + handshake_max};
    const auto until = base::earlier(deadline, ours);
    const auto found = co_await obstacle("handshake", until);
    if (found) co_return *found;
    if (tls_ || !socket_.is_open())
        co_return Failure{Errc::tls_failed, "handshake: TLS is active or the connection is closed"};
    tls_.emplace(socket_, *context_);
    if (auto named = set_server_name(tls_->native_handle(), host); !named) co_return named.error();

    const Timer timer{socket_, until};
    const auto [error] = co_await tls_->async_handshake(asio::ssl::stream_base::client, as_value);
    if (!error) co_return describe_tls(tls_->native_handle(), host);
    auto failed = failure(error, timer.has_expired(), "handshake");
    // Any other end, including a reset, means that the handshake failed.
    if (failed.code != Errc::timed_out && failed.code != Errc::cancelled)
        failed.code = Errc::tls_failed;
    co_return failed;
}

std::string TcpStream::sent_in_clear() {
    return tls_ ? bytes_in_place_of_tls(tls_->native_handle()) : std::string{};
}

}  // namespace mailwatchd::net
