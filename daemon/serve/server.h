// HTTP/1.1 server for TCP and Unix sockets: a table of handlers with hard limits, so that no client
// can block another one's scrape (failures M1, M2, Y3). The table decides what is allowed;
// the one for TCP is read only. Hides Beast.
#pragma once

#include "base/result.h"
#include "base/time.h"
#include "config/configuration.h"
#include "net/seam.h"
#include "net/server_tls.h"

#include <boost/asio/any_io_executor.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::serve {

struct Request {
    std::string method;  ///< "GET"; HEAD arrives as GET, the server drops the body.
    std::string path;    ///< "/metrics", as sent.
    std::string query;   ///< After the "?", not decoded.
    std::string accept;  ///< The Accept header; "" if there is none.
    std::optional<std::uint32_t> peer_user;  ///< User id of the client, on a Unix socket.
};

/// Appends the next piece of a body (about 64 KiB, at most 5 ms of work) to the empty `out`.
/// Returns false with, or after, the last piece. Called on the loop between two writes. An
/// exception ends the connection, so that the client sees that the body is incomplete.
using Pieces = std::function<bool(std::string& out)>;

/// Waits for the next piece of a body. Returns "" if there is none yet, often enough to notice a
/// client that has gone, and nothing after the last piece. Destroyed when the client has gone.
/// Exceptions are handled as with `Pieces`.
using Flow = std::function<net::Awaitable<std::optional<std::string>>()>;

struct Response {
    unsigned status = 200;
    std::string content_type = "text/plain; charset=utf-8";
    std::string body;       ///< The body, or its beginning if there are `pieces` or a `flow`.
    Pieces pieces;          ///< The rest, sent in chunks; may be empty.
    Flow flow;              ///< The rest after `pieces`, sent when it is available; may be empty.
    std::string allow;      ///< Allow header of a 405.
    std::string challenge;  ///< WWW-Authenticate header of a 401.
};

/// The server keeps a copy. An exception becomes a 500.
using Handler = std::function<net::Awaitable<Response>(Request)>;

/// GET answers HEAD as well. Paths match exactly; one that ends with "*" matches every path with
/// that prefix that no other route matches.
struct Route {
    std::string method = "GET";
    std::string path;
    Handler handler;
};

/// Who sends a request.
struct Caller {
    std::string authorization;  ///< The header; "" if there is none.
    std::string network;        ///< An IPv4 address or an IPv6 /64, as bytes; "": Unix socket.
};

enum class Admission {
    granted,
    refused,  ///< 401: not authenticated.
    busy,     ///< 503: too many password checks are waiting.
};

struct Limits {
    std::size_t connections_max = 32;  ///< One more ends the longest idle one.
    /// Of one user of the control socket, one IPv4 address or one IPv6 /64. One more ends the
    /// longest idle one of that peer.
    std::size_t connections_of_peer_max = 24;
    /// Answers that last (`Flow`), in all and of one peer. Below `connections_max`, so that there
    /// is always room for short requests.
    std::size_t flows_max = 16;
    std::size_t flows_of_peer_max = 8;
    std::size_t header_bytes_max = 8192;
    /// For a complete header, and for the TLS handshake before it.
    base::Duration header_patience = std::chrono::seconds{5};
    base::Duration idle_patience = std::chrono::seconds{90};   ///< Between two requests.
    base::Duration write_patience = std::chrono::seconds{10};  ///< For one piece.
    /// Pause when no descriptor is left, not even the reserve. Doubles up to `accept_pause_max`.
    base::Duration accept_pause = std::chrono::milliseconds{10};
    base::Duration accept_pause_max = std::chrono::seconds{1};
    std::size_t gzip_bytes_min = 1024;  ///< Shorter bodies are not compressed.
};

struct Hooks {
    /// Starts a detached coroutine on the loop; serve/ itself spawns none. The coroutine never
    /// throws.
    std::function<void(net::Awaitable<void>)> spawn;
    /// A request was answered with this status; 0: the connection ended without an answer (timeout,
    /// eviction, garbage). May be empty.
    std::function<void(unsigned status)> answered;
    /// accept(2) failed: once per run of failures. May be empty.
    std::function<void(const base::Failure&)> accept_failed;
    /// TLS context of a new connection. No TLS if this is empty or returns null.
    std::function<net::ServerContext()> tls;
    /// Whether the pages are served under this host name (Host field or absolute target; lower
    /// case, no port); otherwise 421. Empty: under any.
    std::function<bool(std::string_view host)> serves;
    /// Called before any other processing of a request. Empty: all clients are admitted.
    std::function<net::Awaitable<Admission>(Caller)> admit;
};

class Server {
public:
    Server(boost::asio::any_io_executor executor, std::vector<Route> routes, Limits limits,
           Hooks hooks);
    /// Only after `run` has returned, or if it never ran.
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Binds and listens. The failure names the address:
    /// "listen on 127.0.0.1:10325: Address already in use".
    base::Outcome listen(const config::SocketAddress& at);
    /// The same for a Unix socket (local_socket.h) with the given group.
    base::Outcome listen(const std::string& path, const std::string& group);
    /// The bound addresses, with the actual port for port 0.
    std::vector<config::SocketAddress> addresses() const;

    /// Serves until `stop` or cancellation; returns when all connections have ended.
    net::Awaitable<void> run();
    /// Closes all connections. Idempotent.
    void stop();

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace mailwatchd::serve
