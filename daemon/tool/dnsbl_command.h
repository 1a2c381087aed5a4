// `mailwatchctl dnsbl --test`: tests all block lists now, without the daemon.
#pragma once

#include <string>

namespace mailwatchd::tool {

struct DnsblOptions {
    std::string config;
    std::string resolver;  ///< "ADDRESS[:PORT]" instead of the configured servers.
    bool test = false;     ///< Test now, without the daemon.
    bool json = false;
};

/// Exit status: 0 all lists in use pass, 1 a list in use fails, 2 the resolver does not work, 78
/// invalid configuration. Lists that are off, retired or without their key do not count.
int test_dnsbl_command(const DnsblOptions& options);

}  // namespace mailwatchd::tool
