// HTTP/1.1 on TCP and on Unix sockets: a table of handlers behind hard limits, so that no client
// can keep another from its scrape (failures M1, M2, Y3). What may be asked is the table's matter:
// the one for TCP is read only. Beast stays behind this header.
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
#include <vector>

namespace mailwatchd::serve {

struct Request {
    std::string method;  ///< "GET"; HEAD arrives as GET, the server drops the body.
    std::string path;    ///< "/metrics", as sent.
    std::string query;   ///< Behind the "?", undecoded.
    std::string accept;  ///< The Accept header; "" where there is none.
    std::optional<std::uint32_t> peer_user;  ///< The user id behind a Unix socket.
};

/// Appends the next piece of a body (64 KiB are a good size; at most 5 ms of work) to `out`, which
/// is empty. False with, or after, the last piece. Called on the loop, between two writes. Throwing
/// ends the connection, so that nobody takes a part for the whole.
using Pieces = std::function<bool(std::string& out)>;

/// The next piece of a body that has to be waited for: "" where there is none yet (so often that a
/// client which went away is noticed), nothing after the last. Its destructor is the end of asking.
/// Throwing is as with `Pieces`.
using Flow = std::function<net::Awaitable<std::optional<std::string>>()>;

struct Response {
    unsigned status = 200;
    std::string content_type = "text/plain; charset=utf-8";
    std::string body;  ///< The whole body; or, where there are `pieces` or a `flow`, its beginning.
    Pieces pieces;     ///< The rest, sent chunk by chunk; may be empty.
    Flow flow;         ///< The rest after `pieces`, sent as it comes; may be empty.
    std::string allow;      ///< Allow header of a 405.
    std::string challenge;  ///< WWW-Authenticate header of a 401.
};

/// Must outlive nothing: a handler is kept by the server. Throwing becomes a 500.
using Handler = std::function<net::Awaitable<Response>(Request)>;

/// GET answers HEAD as well. Paths match exactly; one that ends in "*" matches what begins like it
/// and no other route does.
struct Route {
    std::string method = "GET";
    std::string path;
    Handler handler;
};

/// What is known of who asks.
struct Caller {
    std::string authorization;  ///< The header; "" where there is none.
    std::string network;        ///< An IPv4 address or an IPv6 /64, as bytes; "": this machine.
};

enum class Admission {
    granted,
    refused,  ///< 401: he has not shown who he is.
    busy,     ///< 503: so many ask that it can't be found out now.
};

struct Limits {
    std::size_t connections_max = 32;  ///< One more ends the one that has been waiting longest.
    std::size_t header_bytes_max = 8192;
    /// First to last byte of a header, and for a TLS handshake before it.
    base::Duration header_patience = std::chrono::seconds{5};
    base::Duration idle_patience = std::chrono::seconds{90};   ///< Between two requests.
    base::Duration write_patience = std::chrono::seconds{10};  ///< For one piece to leave.
    /// When descriptors have run out and even the one in reserve: doubles up to `accept_pause_max`.
    base::Duration accept_pause = std::chrono::milliseconds{10};
    base::Duration accept_pause_max = std::chrono::seconds{1};
    std::size_t gzip_bytes_min = 1024;  ///< Shorter bodies are not worth it.
};

struct Hooks {
    /// Starts a coroutine on the loop, detached; app gives it (serve/ itself spawns none).
    /// What it is given never throws.
    std::function<void(net::Awaitable<void>)> spawn;
    /// A request was answered with this status; 0: a connection ended without one (time-out,
    /// eviction, garbage). May be empty.
    std::function<void(unsigned status)> answered;
    /// accept(2) failed: once per run of failures. May be empty.
    std::function<void(const base::Failure&)> accept_failed;
    /// TLS for a connection that begins now; none where it is empty or gives null.
    std::function<net::ServerContext()> tls;
    /// Asked before every request is looked at any closer. Empty: everybody may.
    std::function<net::Awaitable<Admission>(Caller)> admit;
};

class Server {
public:
    Server(boost::asio::any_io_executor executor, std::vector<Route> routes, Limits limits,
           Hooks hooks);
    /// After `run` has returned, or where it never ran.
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Binds and listens, at once. The failure names the address:
    /// "listen on 127.0.0.1:10325: Address already in use".
    base::Outcome listen(const config::SocketAddress& at);
    /// The same at a path (local_socket.h): for its owner and the group, where there is such a one.
    base::Outcome listen(const std::string& path, const std::string& group);
    /// What is bound, with the port that the system chose where 0 was asked for.
    std::vector<config::SocketAddress> addresses() const;

    /// Serves until `stop`, or until it is cancelled; returns when every connection has ended.
    net::Awaitable<void> run();
    /// Closes everything at once. Idempotent.
    void stop();

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace mailwatchd::serve
