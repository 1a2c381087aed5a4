// TCP against servers in the same process.
#include "net/connector.h"

#include "tcp_server.h"

#include <boost/asio/steady_timer.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <sys/resource.h>

using namespace mailwatchd;
using namespace mailwatchd::test;
using namespace std::chrono_literals;
using base::Errc;
using net::Awaitable;

namespace {

model::Address address(const char* text) { return model::Address::parse(text).value(); }

struct World {
    Loopback loop;
    std::unique_ptr<net::Connector> connector;

    explicit World(net::ConnectorSettings settings = {}) {
        settings.allow.push_back(model::Prefix::parse("127.0.0.0/8").value());
        settings.allow.push_back(model::Prefix::parse("::1").value());
        connector = net::make_connector(std::move(settings));
    }
    base::Result<std::unique_ptr<net::Stream>> connect(std::uint16_t port,
                                                       const char* to = "127.0.0.1",
                                                       base::Duration patience = 5s) {
        return loop.run(connector->connect(address(to), port, loop.clock.in(patience)));
    }
    base::Result<std::size_t> read(net::Stream& stream, std::span<char> into,
                                   base::Duration patience = 5s) {
        return loop.run(stream.read_some(into, loop.clock.in(patience)));
    }
    base::Outcome write(net::Stream& stream, std::string bytes) {
        return loop.run(stream.write(std::move(bytes), loop.clock.in(5s)));
    }
};

/// Sends back what it receives, until the client ends.
Awaitable<void> echo(tcp::socket socket) {
    for (std::array<char, 512> bytes{};;) {
        const auto [error, size] = co_await socket.async_read_some(asio::buffer(bytes), as_value);
        if (error) co_return;
        co_await asio::async_write(socket, asio::buffer(bytes.data(), size), as_value);
    }
}

/// Keeps the connection open and sends nothing.
Awaitable<void> stay(tcp::socket socket) {
    std::array<char, 1> byte{};
    co_await socket.async_read_some(asio::buffer(byte), as_value);
    asio::steady_timer timer{socket.get_executor(), 10s};
    co_await timer.async_wait(as_value);
}

/// Closes with RST.
Awaitable<void> reset(tcp::socket socket) {
    socket.set_option(asio::socket_base::linger{true, 0});
    socket.close();
    co_return;
}

Awaitable<void> leave(tcp::socket) { co_return; }

TEST(Connector, talks_both_ways_over_both_families) {
    for (const char* local : {"127.0.0.1", "::1"}) {
        World world;
        TcpServer server{world.loop, echo, local};
        auto stream = world.connect(server.port(), local);
        ASSERT_TRUE(stream) << stream.error().detail;
        EXPECT_TRUE(world.write(**stream, "hello"));
        std::array<char, 64> bytes{};
        EXPECT_EQ(*world.read(**stream, bytes), 5U);
        EXPECT_EQ(std::string(bytes.data(), 5), "hello");
        (*stream)->close();
        (*stream)->close();
        EXPECT_FALSE(world.read(**stream, bytes));
    }
}

TEST(Connector, a1_no_packet_to_an_address_that_is_not_allowed) {
    Loopback loop;
    TcpServer server{loop, echo};
    const auto strict = net::make_connector({});
    for (const char* text :
         {"127.0.0.1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "::1", "10.0.0.1"}) {
        const auto stream =
            loop.run(strict->connect(address(text), server.port(), loop.clock.in(1s)));
        EXPECT_EQ(stream.error().code, Errc::not_allowed) << text;
    }
    loop.io.run_for(50ms);
    EXPECT_EQ(server.accepted, 0);
}

TEST(Connector, a_closed_port_is_refused) {
    World world;
    std::uint16_t port = 0;
    {
        tcp::acceptor gone{world.loop.io, tcp::endpoint{asio::ip::address_v4::loopback(), 0}};
        port = gone.local_endpoint().port();
    }
    EXPECT_EQ(world.connect(port).error().code, Errc::refused);
}

TEST(Connector, a_dropped_syn_times_out_at_the_deadline) {
    World world;
    // Two unaccepted connections fill this queue; Linux then drops further SYNs.
    tcp::acceptor full{world.loop.io, tcp::v4()};
    full.bind({asio::ip::address_v4::loopback(), 0});
    full.listen(0);
    std::vector<std::unique_ptr<net::Stream>> held;
    base::Result<std::unique_ptr<net::Stream>> last = base::Failure{Errc::refused, ""};
    for (int i = 0; i < 4; ++i) {
        last = world.connect(full.local_endpoint().port(), "127.0.0.1", 300ms);
        if (!last) break;
        held.push_back(*std::move(last));
    }
    ASSERT_FALSE(last);
    EXPECT_EQ(last.error().code, Errc::timed_out);
    EXPECT_LT(world.loop.elapsed(), 4s);
    EXPECT_EQ(world.connect(1, "127.0.0.1", 0ms).error().code, Errc::timed_out);
}

TEST(Connector, a_missing_route_or_source_is_unreachable) {
    World world{{.sources = {address("192.0.2.1")}}};
    EXPECT_EQ(world.connect(1).error().code, Errc::unreachable);
}

TEST(Connector, binds_the_source_of_the_family) {
    World world{{.sources = {address("::1"), address("127.0.0.77")}}};
    TcpServer server{world.loop, stay};
    const auto stream = world.connect(server.port());
    ASSERT_TRUE(stream);
    world.loop.run_until([&] { return server.accepted == 1; });
    EXPECT_EQ(server.last_peer, "127.0.0.77");
}

TEST(Connector, y3_connections_are_counted) {
    World world{{.connections_max = 2}};
    TcpServer server{world.loop, stay};
    auto first = world.connect(server.port());
    const auto second = world.connect(server.port());
    EXPECT_EQ(world.connect(server.port()).error().code, Errc::no_resources);
    (*first)->close();
    EXPECT_TRUE(world.connect(server.port()));
}

TEST(Connector, y3_no_descriptor_is_no_resources) {
    World world;
    TcpServer server{world.loop, stay};
    const auto warm = world.connect(server.port());
    rlimit before{};
    getrlimit(RLIMIT_NOFILE, &before);
    const int next = dup(0);
    close(next);
    const rlimit tight{static_cast<rlim_t>(next), before.rlim_max};
    setrlimit(RLIMIT_NOFILE, &tight);
    const auto stream = world.connect(server.port());
    setrlimit(RLIMIT_NOFILE, &before);
    EXPECT_EQ(stream.error().code, Errc::no_resources);
}

struct End {
    const char* name;
    Awaitable<void> (*serve)(tcp::socket);
    std::optional<Errc> failure;  ///< Nothing: the orderly end.
};

const End ends[] = {
    {"closed", leave, {}},
    {"reset", reset, Errc::reset},
    {"p2_silent", stay, Errc::timed_out},
};

class ConnectorEnd : public testing::TestWithParam<End> {};

TEST_P(ConnectorEnd, is_seen_by_the_reader) {
    World world;
    TcpServer server{world.loop, GetParam().serve};
    auto stream = world.connect(server.port());
    ASSERT_TRUE(stream);
    std::array<char, 8> bytes{};
    const auto size = world.read(**stream, bytes, 200ms);
    ASSERT_EQ(size.has_error(), GetParam().failure.has_value());
    if (size) {
        EXPECT_EQ(*size, 0U);
    } else {
        EXPECT_EQ(size.error().code, *GetParam().failure);
    }
    EXPECT_LT(world.loop.elapsed(), 4s);
}

INSTANTIATE_TEST_SUITE_P(Table, ConnectorEnd, testing::ValuesIn(ends),
                         [](const auto& row) { return row.param.name; });

TEST(Connector, writing_to_who_left_is_no_signal) {
    World world;
    TcpServer server{world.loop, reset};
    auto stream = world.connect(server.port());
    world.loop.run_until([&] { return server.accepted == 1; });
    world.loop.io.run_for(20ms);
    bool has_failed = false;
    for (int i = 0; i < 3; ++i)
        has_failed = world.write(**stream, "QUIT\r\n").has_error() || has_failed;
    EXPECT_TRUE(has_failed);
    EXPECT_LT(world.loop.elapsed(),
              2s);  // A broken connection is not waited for.
}

TEST(Connector, a_write_that_nobody_reads_times_out) {
    World world;
    TcpServer server{world.loop, stay};
    auto stream = world.connect(server.port());
    const auto sent =
        world.loop.run((*stream)->write(std::string(64U << 20U, 'x'), world.loop.clock.in(300ms)));
    EXPECT_EQ(sent.error().code, Errc::timed_out);
}

Awaitable<void> read_note(World& world, std::uint16_t port, std::vector<Errc>& codes) {
    const auto deadline = world.loop.clock.in(10s);
    auto stream = co_await world.connector->connect(address("127.0.0.1"), port, deadline);
    if (!stream) co_return codes.push_back(stream.error().code);
    std::array<char, 8> bytes{};
    const auto size = co_await (*stream)->read_some(bytes, deadline);
    if (!size) codes.push_back(size.error().code);
    const auto again = co_await (*stream)->write("x", deadline);  // The state is sticky.
    if (!again) codes.push_back(again.error().code);
}

TEST(Connector, cancellation_is_a_value) {
    World world;
    TcpServer server{world.loop, stay};
    std::vector<Errc> codes;
    std::vector<net::CancelHandle> stops(50);
    for (const auto& stop : stops)
        net::spawn(world.loop.io.get_executor(), read_note(world, server.port(), codes), stop);
    world.loop.run_until([&] { return server.accepted >= 25; });
    for (const auto& stop : stops) stop.cancel();
    world.loop.run_until([&] { return std::ranges::all_of(stops, &net::CancelHandle::has_ended); });
    EXPECT_GE(codes.size(), 50U);
    EXPECT_TRUE(std::ranges::all_of(codes, [](Errc code) { return code == Errc::cancelled; }));
}

TEST(SystemClock, sleeps_and_wakes_early_when_cancelled) {
    Loopback loop;
    const auto nap = [](net::Clock& clock, base::Duration length) -> Awaitable<void> {
        co_await clock.sleep_until(clock.ticks() + length);
    };
    const net::CancelHandle done;
    net::spawn(loop.io.get_executor(), nap(loop.clock, 30ms), done);
    loop.run_until([&] { return done.has_ended(); });
    EXPECT_GE(loop.elapsed(), 30ms);
    const net::CancelHandle stop;
    net::spawn(loop.io.get_executor(), nap(loop.clock, std::chrono::years{289}), stop);  // C5
    loop.io.run_for(20ms);
    EXPECT_FALSE(stop.has_ended());
    stop.cancel();
    loop.run_until([&] { return stop.has_ended(); });
    EXPECT_LT(loop.elapsed(), 4s);
}

TEST(Connector, knows_where_it_comes_from_without_a_packet) {
    World world;
    EXPECT_EQ(world.connector->source_towards(address("127.0.0.1")), address("127.0.0.1"));
    net::ConnectorSettings settings;
    settings.sources = {address("127.0.0.7")};
    World bound{std::move(settings)};
    EXPECT_EQ(bound.connector->source_towards(address("127.0.0.1")), address("127.0.0.7"));
    // Not one of our addresses, so there is no route from it.
    net::ConnectorSettings foreign;
    foreign.sources = {address("192.0.2.1")};
    World stranger{std::move(foreign)};
    EXPECT_EQ(stranger.connector->source_towards(address("127.0.0.1")), std::nullopt);
}

}  // namespace
