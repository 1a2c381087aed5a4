// TLS as a server, for the `listen` addresses: certificates from files, taken anew where the files
// are. The handshakes themselves are serve/'s.
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

/// Whoever shakes hands holds it until the connection has ended.
using ServerContext = std::shared_ptr<boost::asio::ssl::context>;

/// How often files are looked at, at most: a renewal is in force that soon.
inline constexpr base::Duration renewal_look_interval = std::chrono::seconds{1};

class ServerTls {
public:
    /// Null, and a problem at each key, where a file can't be read or is of no use.
    static std::unique_ptr<ServerTls> load(const config::TlsServerSettings& settings,
                                           config::Problems& problems);

    /// For a connection that begins now. Where the files have changed they are read anew; if they
    /// are of no use any more, the old ones stay in force, and `log` hears of it once.
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
