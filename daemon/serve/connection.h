// One client connection: reads requests and answers them in order. Private to serve/.
#pragma once

#include "serve/places.h"
#include "serve/server.h"
#include "serve/wire.h"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <optional>

namespace mailwatchd::serve {

/// Shared by all connections; outlives them.
struct Shared {
    std::vector<Route> routes;
    Limits limits;
    Hooks hooks;
    bool stopping = false;
    std::optional<Places> flows;
};

class Connection {
public:
    using Moment = std::chrono::steady_clock::time_point;

    enum class Phase {
        asking,     ///< Waiting for a handshake or a request.
        answering,  ///< A handler or a password check is running.
        sending,    ///< Waiting for the peer to read.
    };

    Connection(Wire::Socket socket, std::string peer, Shared& shared);

    net::Awaitable<void> run();
    /// `run` ends soon after. Idempotent.
    void end();

    Phase phase() const { return phase_; }
    /// Who it is, as far as limits are concerned: a user or a network.
    const std::string& peer() const { return peer_; }
    /// Start of the current phase, on the real clock: timeouts of scrapes are not recorded.
    Moment since() const { return since_; }

private:
    struct Exchange;
    struct Parser;

    net::Awaitable<bool> shake_hands();
    net::Awaitable<bool> serve_one();
    net::Awaitable<bool> read_request(Exchange& exchange);
    net::Awaitable<bool> wait_for_byte();
    net::Awaitable<boost::system::error_code> read_more();
    net::Awaitable<boost::system::error_code> read_head(Parser& parser);
    net::Awaitable<Response> answer(const Exchange& exchange);
    net::Awaitable<Response> ask(const Exchange& exchange);
    void limit_flow(Response& response);
    net::Awaitable<bool> send(Exchange& exchange, Response response);
    net::Awaitable<bool> send_whole(Exchange& exchange, std::string body);
    net::Awaitable<bool> send_pieces(Exchange& exchange, Response response);
    net::Awaitable<bool> send_flow(const Exchange& exchange, Flow flow);
    net::Awaitable<bool> send_piece(const Exchange& exchange, std::string bytes);
    net::Awaitable<bool> send_head(Exchange& exchange);
    net::Awaitable<void> refuse(unsigned status, std::string why);
    net::Awaitable<void> let_read();
    void enter(Phase phase, base::Duration patience);
    void count(unsigned status) const;

    Shared& shared_;
    Wire wire_;
    std::string peer_;
    boost::beast::flat_buffer buffer_;
    Phase phase_ = Phase::asking;
    Moment since_;
    bool is_first_ = true;
    bool has_ended_ = false;
};

}  // namespace mailwatchd::serve
