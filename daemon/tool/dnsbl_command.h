// `mailwatchctl dnsbl --test`: proves every list now, without a daemon.
#pragma once

#include <string>

namespace mailwatchd::tool {

struct DnsblOptions {
    std::string config;
    std::string resolver;  ///< "ADDRESS[:PORT]" instead of the configured ones.
    bool test = false;     ///< Here and now, without a daemon.
    bool json = false;
};

/// Exit status: 0 every list in use is proven, 1 some is not, 2 where the resolver is not fit for
/// asking, 78 for a wrong configuration. Lists that are off, retired or without their key do not
/// count.
int test_dnsbl_command(const DnsblOptions& options);

}  // namespace mailwatchd::tool
