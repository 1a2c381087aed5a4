// `mailwatchctl check`: audits targets now. The daemon does it if it answers and neither a
// configuration nor a resolver is given; otherwise the tool does it with the daemon's code.
#pragma once

#include <string>
#include <vector>

namespace mailwatchd::tool {

struct CheckOptions {
    std::vector<std::string> targets;
    std::string config;  ///< "": the installed file, or the defaults if there is none.
    std::vector<std::string> only;
    std::string resolver;  ///< "ADDRESS[:PORT]" instead of the configured servers.
    std::string html;      ///< File or directory for HTML reports; "": print text or JSON.
    std::string control;   ///< The daemon's socket, as in ControlOptions.
    bool active = false;   ///< Active tests, as far as the configuration allows them.
    bool json = false;
    bool strict = false;
};

/// Exit status: 0 no check failed, 1 a check failed, 2 audit not possible, 3 with `strict` if a
/// check was inconclusive, 78 invalid configuration.
int check_command(const CheckOptions& options);

}  // namespace mailwatchd::tool
