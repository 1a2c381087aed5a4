// TCP and TLS connections to addresses that the policy allows.
#pragma once

#include "net/seam.h"

#include <memory>
#include <string>
#include <vector>

namespace mailwatchd::net {

struct ConnectorSettings {
    std::vector<model::Prefix> allow;  ///< Special-purpose addresses that may be connected.
    std::vector<model::Address>
        sources;          ///< Our own address, at most one a family; else the kernel's.
    std::string ca_file;  ///< Trusted roots as PEM; empty: the system's store.
    /// Connections at once; further ones are no_resources. 0: three quarters of RLIMIT_NOFILE, so
    /// that the DNS, the store and the page keep descriptors (failure Y3).
    std::size_t connections_max = 0;
};

/// Throws where `ca_file` can't be read. Deadlines are the SystemClock's.
std::unique_ptr<Connector> make_connector(ConnectorSettings settings);

/// What a handshake costs at most, whatever the caller's deadline (failure T1).
inline constexpr base::Duration handshake_max = std::chrono::seconds{10};
/// Longest list of certificates that a server may send.
inline constexpr long certificate_list_bytes_max = 64L * 1024;
inline constexpr int verify_depth_max = 8;
/// DNS names of a certificate that are kept.
inline constexpr std::size_t certificate_names_max = 64;

}  // namespace mailwatchd::net
