// HTTP/1.1 on TCP, read only: a table of handlers behind hard limits, so that no client can keep
// another from its scrape (FAILURES M1, M2, Y3). Beast stays behind this header.
#pragma once

#include "base/result.h"
#include "base/time.h"
#include "config/configuration.h"
#include "net/seam.h"

#include <boost/asio/any_io_executor.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace mailwatchd::serve {

struct Request {
    std::string method;  ///< "GET"; HEAD arrives as GET, the server drops the body.
    std::string path;    ///< "/metrics", as sent.
    std::string query;   ///< Behind the "?", undecoded.
    std::string accept;  ///< The Accept header; "" where there is none.
};

/// Appends the next piece of a body (64 KiB are a good size; at most 5 ms of work) to `out`, which
/// is empty. False with, or after, the last piece. Called on the loop, between two writes.
using Pieces = std::function<bool(std::string& out)>;

struct Response {
    unsigned status = 200;
    std::string content_type = "text/plain; charset=utf-8";
    std::string body;   ///< The whole body; or, where there are `pieces`, its beginning.
    Pieces pieces;      ///< The rest, sent chunk by chunk; may be empty.
    std::string allow;  ///< Allow header of a 405.
};

/// Must outlive nothing: a handler is kept by the server. Throwing becomes a 500.
using Handler = std::function<net::Awaitable<Response>(Request)>;

/// GET answers HEAD as well. Paths match exactly; "*" alone matches what no other route does.
struct Route {
    std::string method = "GET";
    std::string path;
    Handler handler;
};

struct Limits {
    std::size_t connections_max = 32;  ///< One more ends the one that has been waiting longest.
    std::size_t header_bytes_max = 8192;
    base::Duration header_patience = std::chrono::seconds{5};  ///< First to last byte of a header.
    base::Duration idle_patience = std::chrono::seconds{90};   ///< Between two requests.
    base::Duration write_patience = std::chrono::seconds{10};  ///< For one piece to leave.
    base::Duration accept_pause = std::chrono::milliseconds{200};  ///< When descriptors run out.
    std::size_t gzip_bytes_min = 1024;  ///< Shorter bodies are not worth it.
};

struct Hooks {
    /// Starts a coroutine on the loop, detached; app gives it (only app/ and net/ call co_spawn).
    /// What it is given never throws.
    std::function<void(net::Awaitable<void>)> spawn;
    /// A request was answered with this status; 0: a connection ended without one (time-out,
    /// eviction, garbage). May be empty.
    std::function<void(unsigned status)> answered;
    /// accept(2) failed: once per run of failures. May be empty.
    std::function<void(const base::Failure&)> accept_failed;
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
