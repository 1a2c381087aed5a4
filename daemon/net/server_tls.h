// TLS as a server, for the `listen` addresses: certificates from files, reloaded when the files
// change. The handshakes are done in serve/.
#pragma once

#include "base/log.h"
#include "base/time.h"
#include "config/configuration.h"

#include <boost/system/error_code.hpp>

#include <array>
#include <memory>

namespace boost::asio::ssl {
class context;
}

namespace mailwatchd::net {

/// A connection holds it until it has ended.
using ServerContext = std::shared_ptr<boost::asio::ssl::context>;

/// Minimum time between two checks of the files; a renewal takes effect that fast.
inline constexpr base::Duration renewal_look_interval = std::chrono::seconds{1};

class ServerTls {
public:
    /// Null, with a problem at each key, if a file cannot be read or used.
    static std::unique_ptr<ServerTls> load(const config::TlsServerSettings& settings,
                                           config::Problems& problems);

    /// For a new connection. Reloads the files if they have changed. If they are unusable, the old
    /// ones stay in use, and one line is logged.
    ServerContext context(base::Ticks now, base::Log& log);

private:
    /// What changes with a file: inode, size, times of content and of inode.
    using Stamp = std::array<std::int64_t, 6>;
    using Stamps = std::array<Stamp, 3>;
    static Stamps look(const config::TlsServerSettings& settings);

    config::TlsServerSettings settings_;
    Stamps stamps_{};
    ServerContext context_;
    base::Ticks next_look_;
};

/// Whether a handshake failed because the client speaks HTTP without TLS.
bool is_plain_http(const boost::system::error_code& error);

}  // namespace mailwatchd::net
