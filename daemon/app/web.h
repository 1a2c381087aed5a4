// What protects the `listen` addresses as [web] says: TLS, and passwords, which are looked at on a
// thread of their own (docs/adr/0018).
#pragma once

#include "engine/plan.h"
#include "net/server_tls.h"
#include "net/spawn.h"
#include "serve/authenticator.h"

#include <boost/asio/thread_pool.hpp>

namespace mailwatchd::app {

/// What the daemon reads of its configuration; the tool needs no certificates, and may not read
/// them.
struct ServedPlan {
    std::shared_ptr<const engine::Plan> plan;  ///< Null where there are problems.
    std::unique_ptr<net::ServerTls> tls;       ///< Null where there is to be none.
    config::Problems problems;
};
ServedPlan load_served_plan(const std::filesystem::path& file);

class Web {
public:
    /// `listen` is what is listened on as long as the daemon runs.
    Web(net::Executor loop, net::Clock& clock, base::Log& log,
        std::vector<config::SocketAddress> listen);
    /// Waits for the look at a password under way.
    ~Web();
    Web(const Web&) = delete;
    Web& operator=(const Web&) = delete;

    /// For what is asked from now on. A configuration that is made for other addresses than ours
    /// changes nothing: what protects it may be too little for them.
    void take(const config::Configuration& configuration, std::unique_ptr<net::ServerTls> tls);

    /// The hooks, with ours among them; the server that has them ends before this does.
    serve::Hooks protect(serve::Hooks hooks);

private:
    net::Clock& clock_;
    base::Log& log_;
    std::vector<config::SocketAddress> listen_;
    boost::asio::thread_pool thread_{1};
    serve::Authenticator authenticator_;
    std::unique_ptr<net::ServerTls> tls_;
};

}  // namespace mailwatchd::app
