// Protects the `listen` addresses as [web] says: TLS, passwords, which are checked on a separate
// thread, and the names of the server (docs/adr/0018).
#pragma once

#include "engine/plan.h"
#include "net/server_tls.h"
#include "net/spawn.h"
#include "serve/authenticator.h"
#include "serve/host_names.h"

#include <boost/asio/thread_pool.hpp>

namespace mailwatchd::app {

/// The daemon's plan with its certificates. The tool does not need the certificates and may not
/// read them.
struct ServedPlan {
    std::shared_ptr<const engine::Plan> plan;  ///< Null if there are problems.
    std::unique_ptr<net::ServerTls> tls;       ///< Null without TLS.
    config::Problems problems;
};
ServedPlan load_served_plan(const std::filesystem::path& file);

class Web {
public:
    /// `listen` are the bound addresses, which do not change while the daemon runs.
    Web(net::Executor loop, net::Clock& clock, base::Log& log,
        std::vector<config::SocketAddress> listen);
    /// Waits for the running password check.
    ~Web();
    Web(const Web&) = delete;
    Web& operator=(const Web&) = delete;

    /// Takes new settings for all further requests. Ignores a configuration with other `listen`
    /// addresses: its protection may be too weak for the bound ones.
    void take(const config::Configuration& configuration, std::unique_ptr<net::ServerTls> tls);

    /// Adds the hooks for TLS, passwords and host names. The server must end before this object
    /// does.
    serve::Hooks protect(serve::Hooks hooks);

private:
    net::Clock& clock_;
    base::Log& log_;
    std::vector<config::SocketAddress> listen_;
    boost::asio::thread_pool thread_{1};
    serve::Authenticator authenticator_;
    std::unique_ptr<net::ServerTls> tls_;
    serve::HostNames names_;
};

}  // namespace mailwatchd::app
