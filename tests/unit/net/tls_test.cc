// Handshakes with servers in the same process: everything that an auditor must be able to describe.
#include "net/tls.h"

#include "certificates.h"
#include "net/connector.h"
#include "tcp_server.h"

#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <gtest/gtest.h>

using namespace mailwatchd;
using namespace mailwatchd::test;
using namespace std::chrono_literals;
using base::Errc;
using model::ChainVerdict;
using net::Awaitable;

namespace {

using TlsSocket = asio::ssl::stream<tcp::socket>;
using Context = std::shared_ptr<asio::ssl::context>;

/// Handshake, "hello", echo until the client leaves or sends "cut": then it ends without
/// close_notify.
Awaitable<void> serve_tls(tcp::socket socket, Context context) {
    TlsSocket stream{std::move(socket), *context};
    const auto [failed] = co_await stream.async_handshake(asio::ssl::stream_base::server, as_value);
    if (failed) co_return;
    co_await asio::async_write(stream, asio::buffer("hello", 5), as_value);
    for (std::array<char, 512> bytes{};;) {
        const auto [error, size] = co_await stream.async_read_some(asio::buffer(bytes), as_value);
        if (error || std::string_view{bytes.data(), size} == "cut") co_return;
        co_await asio::async_write(stream, asio::buffer(bytes.data(), size), as_value);
    }
}

TcpServer::Serve tls(const Identity& identity, int protocol_max = TLS1_3_VERSION) {
    const auto context =
        std::make_shared<asio::ssl::context>(server_context(identity, protocol_max));
    return [context](tcp::socket socket) { return serve_tls(std::move(socket), context); };
}

struct World {
    Loopback loop;
    AuthorityFile roots;
    std::unique_ptr<net::Connector> connector = net::make_connector(
        {.allow = {model::Prefix::parse("127.0.0.0/8").value()}, .ca_file = roots.path()});
    std::unique_ptr<net::Stream> stream;

    base::Result<model::TlsFacts> shake(std::uint16_t port, std::string host,
                                        base::Duration patience = 5s) {
        auto connected = loop.run(connector->connect(model::Address::parse("127.0.0.1").value(),
                                                     port, loop.clock.in(5s)));
        stream = *std::move(connected);
        return loop.run(stream->start_tls(std::move(host), loop.clock.in(patience)));
    }
    base::Result<model::TlsFacts> shake(const CertificateWish& wish, const std::string& host) {
        const auto identity = make_identity(wish);
        TcpServer server{loop, tls(identity)};
        return shake(server.port(), host);
    }
};

struct Case {
    const char* name;
    CertificateWish wish;
    std::string host;
    ChainVerdict chain;
    bool name_matches;
};

const Identity stranger =
    make_identity({.common_name = "Stranger", .names = "", .is_authority = true});
const Identity* const root = &authority();

const Case cases[] = {
    {"good", {.issuer = root}, "mx1.example.org", ChainVerdict::trusted, true},
    {"case_of_the_host", {.issuer = root}, "MX1.Example.org", ChainVerdict::trusted, true},
    {"other_name", {.issuer = root}, "mx2.example.org", ChainVerdict::trusted, false},
    {"t5_cn_only", {.names = "", .issuer = root}, "mx1.example.org", ChainVerdict::trusted, false},
    {"t5_cn_beside_san",
     {.names = "DNS:other.example", .issuer = root},
     "mx1.example.org",
     ChainVerdict::trusted,
     false},
    {"wildcard",
     {.names = "DNS:*.example.org", .issuer = root},
     "mx1.example.org",
     ChainVerdict::trusted,
     true},
    {"t5_wildcard_of_one_label",
     {.names = "DNS:*.example.org", .issuer = root},
     "a.mx1.example.org",
     ChainVerdict::trusted,
     false},
    {"t5_partial_wildcard",
     {.names = "DNS:mx*.example.org", .issuer = root},
     "mx1.example.org",
     ChainVerdict::trusted,
     false},
    {"t5_leading_dot", {.issuer = root}, ".example.org", ChainVerdict::trusted, false},
    {"address",
     {.names = "IP:192.0.2.25", .issuer = root},
     "192.0.2.25",
     ChainVerdict::trusted,
     true},
    {"t5_address_as_a_name",
     {.names = "DNS:192.0.2.25", .issuer = root},
     "192.0.2.25",
     ChainVerdict::trusted,
     false},
    {"self_signed", {}, "mx1.example.org", ChainVerdict::self_signed, true},
    {"unknown_issuer",
     {.issuer = &stranger},
     "mx1.example.org",
     ChainVerdict::unknown_issuer,
     true},
    {"expired",
     {.starts_in_days = -90, .ends_in_days = -1, .issuer = root},
     "mx1.example.org",
     ChainVerdict::expired,
     true},
    {"not_yet_valid",
     {.starts_in_days = 1, .issuer = root},
     "mx1.example.org",
     ChainVerdict::not_yet_valid,
     true},
    {"weak_rsa_is_described",
     {.issuer = root, .rsa_bits = 1024},
     "mx1.example.org",
     ChainVerdict::trusted,
     true},
};

class TlsTable : public testing::TestWithParam<Case> {};

TEST_P(TlsTable, describes_the_certificate) {
    World world;
    const auto facts = world.shake(GetParam().wish, GetParam().host);
    ASSERT_TRUE(facts) << facts.error().detail;
    EXPECT_EQ(facts->chain, GetParam().chain) << facts->chain_error;
    EXPECT_EQ(facts->chain_error.empty(), GetParam().chain == ChainVerdict::trusted);
    EXPECT_EQ(facts->name_matches, GetParam().name_matches);
    ASSERT_TRUE(facts->certificate);
    EXPECT_EQ(facts->certificate->key_bits, GetParam().wish.rsa_bits > 0 ? 1024 : 256);
}

INSTANTIATE_TEST_SUITE_P(Table, TlsTable, testing::ValuesIn(cases),
                         [](const auto& row) { return row.param.name; });

TEST(Tls, facts_are_complete) {
    World world;
    const auto facts = world.shake(
        {.names = "DNS:mx1.example.org,IP:192.0.2.25,DNS:*.example.org", .issuer = root},
        "mx1.example.org");
    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->version, "TLSv1.3");
    EXPECT_EQ(facts->cipher, "TLS_AES_256_GCM_SHA384");
    const auto& certificate = *facts->certificate;
    EXPECT_EQ(certificate.subject, "mx1.example.org");
    EXPECT_EQ(certificate.issuer, "Example Trust, Example Root");
    EXPECT_EQ(certificate.names, (std::vector<std::string>{"mx1.example.org", "*.example.org"}));
    EXPECT_EQ(certificate.key_type, "EC");
    EXPECT_EQ(certificate.signature, "ecdsa-with-SHA256");
    EXPECT_EQ(certificate.sha256.size(), 64U);
    EXPECT_EQ(certificate.key_sha256.size(), 64U);
    EXPECT_NE(certificate.sha256, certificate.key_sha256);
    EXPECT_LT(std::chrono::abs(certificate.not_after - world.loop.clock.now() - 24h * 90), 1min);
    EXPECT_EQ(certificate.not_after - certificate.not_before, 24h * 91);
}

struct ChainCase {
    const char* name;
    CertificateWish above;  ///< The intermediate; its issuer is set by the test.
    bool is_trusted_root;   ///< Whether the intermediate's issuer is trusted.
    ChainVerdict chain;
    bool is_above_at_fault;
    long ends_in_days;  ///< The path.
};

const ChainCase chain_cases[] = {
    {"good", {.ends_in_days = 400}, true, ChainVerdict::trusted, false, 90},
    {"ends_before_the_leaf", {.ends_in_days = 5}, true, ChainVerdict::trusted, false, 5},
    {"expired", {.starts_in_days = -90, .ends_in_days = -1}, true, ChainVerdict::expired, true, -1},
    {"not_yet_valid",
     {.starts_in_days = 1, .ends_in_days = 400},
     true,
     ChainVerdict::not_yet_valid,
     true,
     90},
    {"issuer_unknown", {.ends_in_days = 400}, false, ChainVerdict::unknown_issuer, true, 90},
};

class TlsChain : public testing::TestWithParam<ChainCase> {};

/// RFC 5280 §6.1.3: an error belongs to one certificate of the path, and every one must be within
/// its dates.
TEST_P(TlsChain, says_which_certificate_is_at_fault) {
    World world;
    auto wish = GetParam().above;
    wish.common_name = "Example Issuing CA 1";
    wish.names = "";
    wish.is_authority = true;
    wish.issuer = GetParam().is_trusted_root ? root : &stranger;
    const auto above = make_identity(wish);
    auto leaf = make_identity({.issuer = &above});
    leaf.sent = &above;
    TcpServer server{world.loop, tls(leaf)};
    const auto facts = world.shake(server.port(), "mx1.example.org");
    ASSERT_TRUE(facts) << facts.error().detail;
    EXPECT_EQ(facts->chain, GetParam().chain) << facts->chain_error;
    ASSERT_EQ(facts->at_fault.has_value(), GetParam().is_above_at_fault);
    if (facts->at_fault) {
        EXPECT_EQ(facts->at_fault->subject, "Example Issuing CA 1");
    }
    EXPECT_EQ(facts->certificate->subject, "mx1.example.org");
    const auto end = world.loop.clock.now() + 24h * GetParam().ends_in_days;
    EXPECT_LT(std::chrono::abs(model::verified_until(*facts) - end), 1min);
}

INSTANTIATE_TEST_SUITE_P(Table, TlsChain, testing::ValuesIn(chain_cases),
                         [](const auto& row) { return row.param.name; });

TEST(Tls, old_protocols_are_described) {
    const auto identity = make_identity({.issuer = root, .rsa_bits = 2048});
    const std::pair<int, const char*> versions[] = {
        {TLS1_VERSION, "TLSv1"}, {TLS1_1_VERSION, "TLSv1.1"}, {TLS1_2_VERSION, "TLSv1.2"}};
    for (const auto& [protocol, name] : versions) {
        World world;
        TcpServer server{world.loop, tls(identity, protocol)};
        const auto facts = world.shake(server.port(), "mx1.example.org");
        ASSERT_TRUE(facts) << facts.error().detail;
        EXPECT_EQ(facts->version, name);
        EXPECT_EQ(facts->chain, ChainVerdict::trusted);
    }
}

std::string many_names(int count) {
    std::string names = "DNS:mx1.example.org";
    for (int i = 0; i < count; ++i) names += ",DNS:n" + std::to_string(i) + ".example.org";
    return names;
}

TEST(Tls, t1_a_thousand_names_are_bounded) {
    World world;
    const auto facts = world.shake({.names = many_names(1000), .issuer = root}, "n999.example.org");
    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->certificate->names.size(), model::certificate_names_max);
    EXPECT_TRUE(facts->name_matches);
}

TEST(Tls, t1_a_huge_certificate_fails_the_handshake) {
    World world;  // About 80 KiB: above our limit, below OpenSSL's own of 100 KiB.
    const auto facts = world.shake({.names = many_names(4400), .issuer = root}, "mx1.example.org");
    EXPECT_EQ(facts.error().code, Errc::tls_failed);
}

Awaitable<void> speak_smtp(tcp::socket socket) {
    co_await asio::async_write(socket, asio::buffer("220 mx ESMTP\r\n", 14), as_value);
    std::array<char, 512> bytes{};
    co_await socket.async_read_some(asio::buffer(bytes), as_value);
}
Awaitable<void> hang_up(tcp::socket) { co_return; }
Awaitable<void> say_nothing(tcp::socket socket) {
    asio::steady_timer timer{socket.get_executor(), 10s};
    co_await timer.async_wait(as_value);
}
/// Sends a handshake record byte by byte, with pauses (P2).
Awaitable<void> trickle(tcp::socket socket) {
    asio::steady_timer timer{socket.get_executor()};
    for (const char byte : std::string("\x16\x03\x03\x40\x00", 5) + std::string(1000, 'x')) {
        co_await asio::async_write(socket, asio::buffer(&byte, 1), as_value);
        timer.expires_after(20ms);
        co_await timer.async_wait(as_value);
    }
}

struct Bad {
    const char* name;
    Awaitable<void> (*serve)(tcp::socket);
    Errc code;
    const char* in_clear = "";  ///< What came in place of TLS.
};

const Bad bads[] = {
    {"p9_clear_text", speak_smtp, Errc::tls_failed, "220 mx ESMTP\r\n"},
    {"hangs_up", hang_up, Errc::tls_failed},
    {"silent", say_nothing, Errc::timed_out},
    {"p2_one_byte_at_a_time", trickle, Errc::timed_out},
};

class TlsFailure : public testing::TestWithParam<Bad> {};

TEST_P(TlsFailure, is_a_value_in_time) {
    World world;
    TcpServer server{world.loop, GetParam().serve};
    const auto facts = world.shake(server.port(), "mx1.example.org", 300ms);
    EXPECT_EQ(facts.error().code, GetParam().code) << facts.error().detail;
    EXPECT_EQ(world.stream->sent_in_clear(), GetParam().in_clear);
    EXPECT_LT(world.loop.elapsed(), 4s);
}

INSTANTIATE_TEST_SUITE_P(Table, TlsFailure, testing::ValuesIn(bads),
                         [](const auto& row) { return row.param.name; });

TEST(Tls, t6_talks_inside_and_ends_without_close_notify) {
    World world;
    const auto identity = make_identity({.issuer = root});
    TcpServer server{world.loop, tls(identity)};
    ASSERT_TRUE(world.shake(server.port(), "mx1.example.org"));
    std::array<char, 64> bytes{};
    const auto read = [&] {
        return world.loop.run(world.stream->read_some(bytes, world.loop.clock.in(2s)));
    };
    const auto write = [&](std::string text) {
        return world.loop.run(world.stream->write(std::move(text), world.loop.clock.in(2s)));
    };
    EXPECT_EQ(*read(), 5U);
    EXPECT_TRUE(write("EHLO me"));
    EXPECT_EQ(*read(), 7U);
    EXPECT_EQ(std::string(bytes.data(), 7), "EHLO me");
    EXPECT_TRUE(write("cut"));
    EXPECT_EQ(*read(), 0U);
    EXPECT_EQ(world.loop.run(world.stream->start_tls("mx1.example.org", world.loop.clock.in(1s)))
                  .error()
                  .code,
              Errc::tls_failed);
}

TEST(Tls, a_read_inside_ends_at_its_deadline_and_the_stream_lives_on) {
    World world;
    const auto identity = make_identity({.issuer = root});
    TcpServer server{world.loop, tls(identity)};
    ASSERT_TRUE(world.shake(server.port(), "mx1.example.org"));
    std::array<char, 64> bytes{};
    EXPECT_EQ(*world.loop.run(world.stream->read_some(bytes, world.loop.clock.in(2s))), 5U);
    const auto late = world.loop.run(world.stream->read_some(bytes, world.loop.clock.in(200ms)));
    EXPECT_EQ(late.error().code, Errc::timed_out);
    EXPECT_TRUE(world.loop.run(world.stream->write("QUIT", world.loop.clock.in(2s))));
    EXPECT_EQ(*world.loop.run(world.stream->read_some(bytes, world.loop.clock.in(2s))), 4U);
}

Awaitable<void> shake_and_read(World& world, std::uint16_t port, int& ended) {
    const auto deadline = world.loop.clock.in(10s);
    const auto address = model::Address::parse("127.0.0.1").value();
    auto stream = co_await world.connector->connect(address, port, deadline);
    if (stream) {
        std::string host = "mx1.example.org";
        const auto facts = co_await (*stream)->start_tls(std::move(host), deadline);
        std::array<char, 64> bytes{};
        while (facts) {
            const auto size = co_await (*stream)->read_some(bytes, deadline);
            if (!size || *size == 0) break;
        }
    }
    ++ended;
}

TEST(Tls, sessions_cancelled_at_every_stage_end) {
    World world;
    const auto identity = make_identity({.issuer = root});
    TcpServer server{world.loop, tls(identity)};
    std::vector<net::CancelHandle> stops(60);
    int ended = 0;
    for (std::size_t i = 0; i < stops.size(); ++i) {
        net::spawn(world.loop.io.get_executor(), shake_and_read(world, server.port(), ended),
                   stops[i]);
        if (i >= 20) stops[i - 20].cancel();
        world.loop.io.run_for(2ms);
    }
    for (const auto& stop : stops) stop.cancel();
    world.loop.run_until([&] { return ended == 60; });
    EXPECT_LT(world.loop.elapsed(), 10s);
}

TEST(Tls, a_missing_root_file_stops_the_start) {
    EXPECT_THROW(net::make_connector({.ca_file = "/nonexistent/ca.pem"}), std::runtime_error);
}

}  // namespace
