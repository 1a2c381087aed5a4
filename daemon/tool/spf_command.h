// `mailwatchctl spf`: evaluates the SPF record of a domain for a sender.
#pragma once

#include <string>

namespace mailwatchd::tool {

struct SpfOptions {
    std::string domain;
    std::string ip;
    std::string helo;    ///< "": the domain.
    std::string sender;  ///< "": postmaster of the domain.
    std::string config;
    std::string resolver;  ///< "ADDRESS[:PORT]" instead of the configured servers.
    bool json = false;
};

/// Exit status: 0 evaluated, whatever the result; 2 invalid argument; 78 invalid configuration.
int spf_command(const SpfOptions& options);

}  // namespace mailwatchd::tool
