// `mailwatchctl spf`: what a receiver would conclude of a sender.
#pragma once

#include <string>

namespace mailwatchd::tool {

struct SpfOptions {
    std::string domain;
    std::string ip;
    std::string helo;    ///< "": the domain.
    std::string sender;  ///< "": postmaster of the domain.
    std::string config;
    std::string resolver;  ///< "ADDRESS[:PORT]" instead of the configured ones.
    bool json = false;
};

/// Exit status: 0 for whatever result, which is the answer; 2 where nothing could be asked, 78 for
/// a wrong configuration.
int spf_command(const SpfOptions& options);

}  // namespace mailwatchd::tool
