#include "net/dns_exchange.h"

#include "net/boot_time.h"
#include "net/endpoint.h"
#include "net/error.h"
#include "net/spawn.h"
#include "net/timer.h"
#include "proto/dns/reply.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>

namespace mailwatchd::net {

namespace asio = boost::asio;

using base::Errc;
using base::Failure;
using boost::system::error_code;

namespace {

/// More than the 1232 bytes that our queries announce, for servers that send more all the same.
constexpr std::size_t datagram_bytes_max = 4096;

/// Not a prefix of anything that a server says: the caller names the question.
constexpr std::string_view by_udp = "UDP";
constexpr std::string_view by_tcp = "TCP";

Failure failed(const error_code& error, const Timer& timer, std::string_view transport) {
    if (timer.has_expired()) return {Errc::timed_out, std::string{transport}};
    return to_failure(error, transport);
}

/// Connects, so that the kernel drops what others send and reports what ICMP says.
error_code open_and_send(asio::ip::udp::socket& socket, const std::string& query,
                         const ResolverSettings::Server& server) {
    const auto remote = to_endpoint<asio::ip::udp>(server.address, server.port);
    error_code error;
    socket.open(remote.protocol(), error);
    if (!error) socket.non_blocking(true, error);
    if (!error) socket.connect(remote, error);
    if (!error) socket.send(asio::buffer(query), 0, error);
    return error;
}

Awaitable<base::Result<std::string>> over_udp(const std::string& query,
                                              const ResolverSettings::Server& server,
                                              base::Deadline deadline) {
    const auto executor = co_await asio::this_coro::executor;
    asio::ip::udp::socket socket{executor};
    if (const auto error = open_and_send(socket, query, server))
        co_return to_failure(error, by_udp);
    const Timer timer{socket, deadline};
    std::string datagram(datagram_bytes_max, '\0');
    for (;;) {
        const auto [error, size] = co_await socket.async_receive(
            asio::buffer(datagram), asio::as_tuple(asio::use_awaitable));
        if (error) co_return failed(error, timer, by_udp);
        if (dns::is_reply_to(query, std::string_view{datagram}.substr(0, size)))
            co_return datagram.substr(0, size);
    }
}

/// RFC 1035 §4.2.2: two bytes of length before each message.
std::string framed(const std::string& message) {
    const auto size = message.size();
    return std::string{static_cast<char>(size >> 8U & 0xFFU), static_cast<char>(size & 0xFFU)} +
           message;
}

Awaitable<base::Result<std::string>> over_tcp(const std::string& query,
                                              const ResolverSettings::Server& server,
                                              base::Deadline deadline) {
    const auto executor = co_await asio::this_coro::executor;
    asio::ip::tcp::socket socket{executor};
    const auto remote = to_endpoint<asio::ip::tcp>(server.address, server.port);
    error_code opened;
    socket.open(remote.protocol(), opened);
    if (opened) co_return to_failure(opened, by_tcp);
    const Timer timer{socket, deadline};
    const auto [refused] =
        co_await socket.async_connect(remote, asio::as_tuple(asio::use_awaitable));
    if (refused) co_return failed(refused, timer, by_tcp);
    const auto message = framed(query);
    const auto [unsent, sent] = co_await asio::async_write(socket, asio::buffer(message),
                                                           asio::as_tuple(asio::use_awaitable));
    if (unsent) co_return failed(unsent, timer, by_tcp);
    std::array<std::uint8_t, 2> length{};
    const auto [no_length, two] = co_await asio::async_read(socket, asio::buffer(length),
                                                            asio::as_tuple(asio::use_awaitable));
    if (no_length) co_return failed(no_length, timer, by_tcp);
    std::string reply(std::size_t{length[0]} << 8U | length[1], '\0');
    const auto [no_reply, all] =
        co_await asio::async_read(socket, asio::buffer(reply), asio::as_tuple(asio::use_awaitable));
    if (no_reply) co_return failed(no_reply, timer, by_tcp);
    if (!dns::is_reply_to(query, reply))
        co_return Failure{Errc::malformed, "TCP: answers another question"};
    co_return reply;
}

base::Deadline earlier_of(base::Duration timeout, base::Deadline deadline) {
    return base::earlier(base::Deadline{BootTime::now() + timeout}, deadline);
}

}  // namespace

Awaitable<base::Result<std::string>> exchange(std::string query, ResolverSettings::Server server,
                                              base::Duration timeout, base::Deadline deadline) {
    auto reply = co_await over_udp(query, server, earlier_of(timeout, deadline));
    if (!reply || !dns::is_cut(*reply)) co_return reply;
    const bool stopped = co_await is_cancelled();
    if (stopped) co_return Failure{Errc::cancelled, std::string{by_tcp}};
    reply = co_await over_tcp(query, server, earlier_of(timeout, deadline));
    co_return reply;
}

}  // namespace mailwatchd::net
