// What a TLS server cannot make us do: renegotiate (failure T7), or follow a chain without end
// (T1).
#include "certificates.h"
#include "net/connector.h"
#include "net/tls.h"
#include "tcp_server.h"

#include <boost/asio/ssl/stream.hpp>
#include <gtest/gtest.h>

#include <deque>

using namespace mailwatchd;
using namespace mailwatchd::test;
using namespace std::chrono_literals;
using model::ChainVerdict;
using net::Awaitable;

namespace {

using TlsSocket = asio::ssl::stream<tcp::socket>;
using Context = std::shared_ptr<asio::ssl::context>;

struct Handshakes {
    int client_hellos = 0;
    bool was_asked = false;
    bool was_refused = false;
};

/// Asks for a second handshake, as TLS 1.2 allows (RFC 5246 §7.4.1.1), and then says "hello".
Awaitable<void> renegotiate(tcp::socket socket, Context context, Handshakes& seen) {
    TlsSocket stream{std::move(socket), *context};
    SSL* const ssl = stream.native_handle();
    SSL_set_msg_callback_arg(ssl, &seen);
    SSL_set_msg_callback(ssl, [](int is_sent, int, int type, const void* message, std::size_t size,
                                 SSL*, void* into) {
        const bool is_hello = is_sent == 0 && type == SSL3_RT_HANDSHAKE && size > 0 &&
                              *static_cast<const unsigned char*>(message) == SSL3_MT_CLIENT_HELLO;
        static_cast<Handshakes*>(into)->client_hellos += is_hello ? 1 : 0;
    });
    const auto [failed] = co_await stream.async_handshake(asio::ssl::stream_base::server, as_value);
    if (failed) co_return;
    seen.was_asked = SSL_renegotiate(ssl) == 1;
    const auto [refused] =
        co_await stream.async_handshake(asio::ssl::stream_base::server, as_value);
    // The client's answer is read with the next bytes that it sends.
    std::array<char, 64> bytes{};
    const auto [error, size] = co_await stream.async_read_some(asio::buffer(bytes), as_value);
    seen.was_refused = refused || error;
}

struct Room {
    Loopback loop;
    AuthorityFile roots;
    std::unique_ptr<net::Connector> connector = net::make_connector(
        {.allow = {model::Prefix::parse("127.0.0.0/8").value()}, .ca_file = roots.path()});
    std::unique_ptr<net::Stream> stream;

    base::Result<model::TlsFacts> shake(std::uint16_t port) {
        auto connected = loop.run(connector->connect(model::Address::parse("127.0.0.1").value(),
                                                     port, loop.clock.in(5s)));
        stream = *std::move(connected);
        return loop.run(stream->start_tls("mx1.example.org", loop.clock.in(5s)));
    }
};

TEST(TlsLimits, t7_a_server_that_renegotiates_is_refused) {
    Room room;
    Handshakes seen;
    const auto identity = make_identity({.issuer = &authority()});
    const auto context =
        std::make_shared<asio::ssl::context>(server_context(identity, TLS1_2_VERSION));
    SSL_CTX_set_options(context->native_handle(), SSL_OP_ALLOW_CLIENT_RENEGOTIATION);
    TcpServer server{room.loop, [&](tcp::socket socket) {
                         return renegotiate(std::move(socket), context, seen);
                     }};
    ASSERT_TRUE(room.shake(server.port()));
    std::array<char, 64> bytes{};
    (void)room.loop.run(room.stream->read_some(bytes, room.loop.clock.in(1s)));
    (void)room.loop.run(room.stream->write("NOOP\r\n", room.loop.clock.in(1s)));
    (void)room.loop.run(room.stream->read_some(bytes, room.loop.clock.in(1s)));
    EXPECT_TRUE(seen.was_asked);
    EXPECT_EQ(seen.client_hellos, 1);
    EXPECT_TRUE(seen.was_refused);
}

/// The leaf below that many intermediates of a trusted root.
ChainVerdict chain_of(std::size_t intermediates) {
    std::deque<Identity> path;
    const Identity* above = &authority();
    for (std::size_t i = 0; i < intermediates; ++i) {
        path.push_back(make_identity({.common_name = "Issuing CA " + std::to_string(i),
                                      .names = "",
                                      .issuer = above,
                                      .is_authority = true}));
        if (i > 0) path.back().sent = above;
        above = &path.back();
    }
    auto leaf = make_identity({.issuer = above});
    leaf.sent = above;
    Room room;
    const auto context = std::make_shared<asio::ssl::context>(server_context(leaf));
    TcpServer server{room.loop, [&](tcp::socket socket) -> Awaitable<void> {
                         TlsSocket stream{std::move(socket), *context};
                         co_await stream.async_handshake(asio::ssl::stream_base::server, as_value);
                     }};
    const auto facts = room.shake(server.port());
    EXPECT_TRUE(facts);
    return facts ? facts->chain : ChainVerdict::other;
}

TEST(TlsLimits, t1_a_path_has_at_most_eight_intermediates) {
    EXPECT_EQ(chain_of(8), ChainVerdict::trusted);
    EXPECT_NE(chain_of(9), ChainVerdict::trusted);
}

}  // namespace
