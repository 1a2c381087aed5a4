// `mailwatchctl check`: an audit here and now; by the daemon where one answers and neither a
// configuration nor a resolver is named, else by itself with the daemon's own code.
#pragma once

#include <string>
#include <vector>

namespace mailwatchd::tool {

struct CheckOptions {
    std::vector<std::string> targets;
    std::string config;  ///< "": the defaults, and the installed file where it is there.
    std::vector<std::string> only;
    std::string resolver;  ///< "ADDRESS[:PORT]" instead of the configured ones.
    std::string html;      ///< File or directory for HTML instead of text; "": none.
    std::string control;   ///< The daemon's socket, as in ControlOptions.
    bool active = false;   ///< MAIL and RCPT where the configuration lets us; else nowhere.
    bool json = false;
    bool strict = false;
};

/// Exit status, as mailwatchctl(1) has it: 0 nothing failed, 1 something failed, 2 could not
/// audit, 3 with `strict` where a test gave no information, 78 for a wrong configuration.
int check_command(const CheckOptions& options);

}  // namespace mailwatchd::tool
