#include "serve/server.h"

#include "serve/connection.h"
#include "serve/local_socket.h"
#include "serve/reserve.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <list>
#include <utility>

namespace mailwatchd::serve {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

/// A peer that has not read for this long may be disconnected to make room.
constexpr auto stalled_after = std::chrono::seconds{1};

constexpr std::string_view busy =
    "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: "
    "close\r\n\r\n";

tcp::endpoint endpoint_of(const config::SocketAddress& at) {
    const auto bytes = at.address.bytes();
    if (at.address.is_v4()) {
        asio::ip::address_v4::bytes_type v4{};
        std::ranges::copy(bytes, v4.begin());
        return {asio::ip::address_v4{v4}, at.port};
    }
    asio::ip::address_v6::bytes_type v6{};
    std::ranges::copy(bytes, v6.begin());
    return {asio::ip::address_v6{v6}, at.port};
}

/// The peer has closed the connection already: no lack of resources.
bool is_passing(const boost::system::error_code& error) {
    return error == asio::error::connection_aborted || error == asio::error::interrupted;
}

}  // namespace

struct Server::State : Shared {
    struct Listener {
        config::SocketAddress at;
        tcp::acceptor acceptor;
    };

    State(asio::any_io_executor on, std::vector<Route> table, Limits bounds, Hooks calls)
        : executor{std::move(on)}, wakeup{executor, asio::steady_timer::time_point::max()} {
        routes = std::move(table);
        limits = bounds;
        hooks = std::move(calls);
        flows.emplace(limits.flows_max, limits.flows_of_peer_max);
    }

    asio::any_io_executor executor;
    std::list<Listener> listeners;
    std::list<LocalSocket> local_listeners;
    Reserve reserve;
    std::list<std::shared_ptr<Connection>> connections;  ///< Oldest first.
    std::size_t running = 0;                             ///< Running coroutines of this server.
    asio::steady_timer wakeup;  ///< Cancelled by `stop` and by the last coroutine.

    void leave() {
        if (--running == 0) wakeup.cancel();
    }
    void close_all();
    /// Of one peer, or of all if it is empty.
    bool make_room(std::string_view peer = {});
    std::size_t connections_of(std::string_view peer) const;
    bool welcome(Wire::Socket socket, const std::shared_ptr<State>& self);
    void admit(Wire::Socket socket, const std::shared_ptr<State>& self);
    void turn_away(Wire::Socket socket) const;
    bool make_descriptor();

    static net::Awaitable<void> serve(std::shared_ptr<State> state,
                                      std::shared_ptr<Connection> client);
    template <class Acceptor>
    static net::Awaitable<void> accept(std::shared_ptr<State> state, Acceptor* acceptor);
    template <class Acceptor>
    void begin_accepting(Acceptor& acceptor, const std::shared_ptr<State>& self) {
        ++running;
        hooks.spawn(accept(self, &acceptor));
    }
};

void Server::State::close_all() {
    stopping = true;
    boost::system::error_code ignored;
    for (auto& listener : listeners) listener.acceptor.close(ignored);
    for (auto& listener : local_listeners) listener.close();
    for (const auto& connection : connections) connection->end();
}

/// Ends the connection that has been waiting longest: first those without a request, then those
/// that do not read. Active ones stay. False if no connection can be ended.
bool Server::State::make_room(std::string_view peer) {
    const auto now = std::chrono::steady_clock::now();
    const auto rank = [now, peer](const std::shared_ptr<Connection>& connection) {
        if (!peer.empty() && connection->peer() != peer) return 2;
        if (connection->phase() == Connection::Phase::asking) return 0;
        const bool is_stalled = connection->phase() == Connection::Phase::sending &&
                                now - connection->since() >= stalled_after;
        return is_stalled ? 1 : 2;
    };
    const auto victim = std::ranges::min_element(connections, {}, [&](const auto& connection) {
        return std::pair{rank(connection), connection->since()};
    });
    if (victim == connections.end() || rank(*victim) == 2) return false;
    (*victim)->end();
    connections.erase(victim);  // Its coroutine keeps it alive until it ends.
    return true;
}

std::size_t Server::State::connections_of(std::string_view peer) const {
    return static_cast<std::size_t>(std::ranges::count(
        connections, peer, [](const auto& each) -> std::string_view { return each->peer(); }));
}

net::Awaitable<void> Server::State::serve(std::shared_ptr<State> state,
                                          std::shared_ptr<Connection> client) {
    co_await client->run();
    std::erase(state->connections, client);
    state->leave();
}

/// Frees a descriptor: that of an idle client, or else the reserve, with which a client only gets
/// the answer 503.
bool Server::State::make_descriptor() { return make_room() || reserve.release(); }

template <class Acceptor>
net::Awaitable<void> Server::State::accept(std::shared_ptr<State> state, Acceptor* acceptor) {
    asio::steady_timer timer{state->executor};
    auto pause = state->limits.accept_pause;
    bool is_failing = false;
    while (!state->stopping) {
        auto [error, socket] = co_await acceptor->async_accept(as_value);
        if (state->stopping) break;
        if (!error) {
            is_failing = !state->welcome(std::move(socket), state) && is_failing;
            pause = state->limits.accept_pause;
            continue;
        }
        if (is_passing(error)) continue;
        // accept(2) fails without a free descriptor even if no client is waiting: wait for one
        // before freeing a descriptor.
        co_await acceptor->async_wait(Acceptor::wait_read, as_value);
        if (state->stopping) break;
        if (!is_failing && state->hooks.accept_failed)
            state->hooks.accept_failed({base::Errc::no_resources, "accept: " + error.message()});
        is_failing = true;
        if (state->make_descriptor()) continue;
        timer.expires_after(pause);
        pause = std::min(2 * pause, state->limits.accept_pause_max);
        co_await timer.async_wait(as_value);
    }
    state->leave();
}

/// Turns a client away if it took the last descriptor; then false.
bool Server::State::welcome(Wire::Socket socket, const std::shared_ptr<State>& self) {
    if (!reserve.hold()) {
        turn_away(std::move(socket));
        return false;
    }
    admit(std::move(socket), self);
    return true;
}

/// Answers 503 and closes the connection.
void Server::State::turn_away(Wire::Socket socket) const {
    boost::system::error_code ignored;
    socket.non_blocking(true, ignored);
    // A TLS client could not read a plain answer.
    if (!hooks.tls || !hooks.tls()) socket.write_some(asio::buffer(busy), ignored);
    socket.close(ignored);
    if (hooks.answered) hooks.answered(503);
}

void Server::State::admit(Wire::Socket socket, const std::shared_ptr<State>& self) {
    boost::system::error_code ignored;
    socket.set_option(tcp::no_delay{true},
                      ignored);  // Fails on a Unix socket, which needs no such option.
    auto peer = peer_of(socket);
    const bool is_too_many = connections_of(peer) >= limits.connections_of_peer_max;
    if ((is_too_many && !make_room(peer)) ||
        (connections.size() >= limits.connections_max && !make_room())) {
        turn_away(std::move(socket));
        return;
    }
    auto client = std::make_shared<Connection>(std::move(socket), std::move(peer), *this);
    connections.push_back(client);
    ++running;
    hooks.spawn(serve(self, std::move(client)));
}

Server::Server(asio::any_io_executor executor, std::vector<Route> routes, Limits limits,
               Hooks hooks)
    : state_{std::make_shared<State>(std::move(executor), std::move(routes), limits,
                                     std::move(hooks))} {}

Server::~Server() { stop(); }

base::Outcome Server::listen(const config::SocketAddress& at) {
    const auto endpoint = endpoint_of(at);
    boost::system::error_code error;
    tcp::acceptor acceptor{state_->executor};
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address{true}, error);
    if (!error && endpoint.address().is_v6()) acceptor.set_option(asio::ip::v6_only{true}, error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error)
        return base::Failure{base::Errc::no_resources,
                             "listen on " + at.text() + ": " + error.message()};
    auto bound = at;
    bound.port = acceptor.local_endpoint(error).port();
    state_->listeners.push_back(State::Listener{bound, std::move(acceptor)});
    return {};
}

base::Outcome Server::listen(const std::string& path, const std::string& group) {
    auto bound = LocalSocket::bind(state_->executor, path, group);
    if (!bound) return bound.error();
    state_->local_listeners.push_back(*std::move(bound));
    return {};
}

std::vector<config::SocketAddress> Server::addresses() const {
    std::vector<config::SocketAddress> out;
    for (const auto& listener : state_->listeners) out.push_back(listener.at);
    return out;
}

net::Awaitable<void> Server::run() {
    const auto state = state_;
    if (state->stopping) co_return;
    for (auto& listener : state->listeners) state->begin_accepting(listener.acceptor, state);
    for (auto& listener : state->local_listeners)
        state->begin_accepting(listener.acceptor(), state);
    co_await state->wakeup.async_wait(as_value);
    state->close_all();
    while (state->running > 0) co_await state->wakeup.async_wait(as_value);
}

void Server::stop() {
    state_->close_all();
    state_->wakeup.cancel();
}

}  // namespace mailwatchd::serve
