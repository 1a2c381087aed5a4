// TCP and TLS connections to addresses that the policy allows.
#pragma once

#include "net/seam.h"

#include <memory>
#include <string>
#include <vector>

namespace mailwatchd::net {

struct ConnectorSettings {
    std::vector<model::Prefix> allow;  ///< Special-purpose addresses that are allowed.
    /// Our source addresses, at most one per family; else the kernel chooses.
    std::vector<model::Address> sources;
    std::string ca_file;  ///< Trusted roots as PEM; empty: the system's store.
    /// Maximum number of connections; more fail with no_resources. 0: three quarters of
    /// RLIMIT_NOFILE, so that the DNS, the store and HTTP keep descriptors (failure Y3).
    std::size_t connections_max = 0;
};

/// Throws if `ca_file` cannot be read. Deadlines use the SystemClock.
std::unique_ptr<Connector> make_connector(ConnectorSettings settings);

/// Maximum time for a handshake, whatever the caller's deadline (failure T1).
inline constexpr base::Duration handshake_max = std::chrono::seconds{10};
/// Maximum size of the certificate list that a server may send.
inline constexpr long certificate_list_bytes_max = 64L * 1024;
inline constexpr int verify_depth_max = 8;

}  // namespace mailwatchd::net
