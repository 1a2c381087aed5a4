// The daemon: connects all parts and runs until SIGTERM or SIGINT.
#pragma once

#include <string>

namespace mailwatchd::app {

struct DaemonOptions {
    std::string config = "/etc/mailwatchd/mailwatchd.toml";
    bool once = false;   ///< Exit after the first audit of every target.
    bool print = false;  ///< Print the first audit of each target to standard output.
};

/// Exit status: 0 after SIGTERM or SIGINT, 75 if another daemon uses the state, 78 for an invalid
/// configuration, 1 if it could not start for another reason or the state was damaged in use.
int run_daemon(const DaemonOptions& options);

/// `--check-config`: prints all problems; returns 0 or 78.
int check_config(const std::string& file);

}  // namespace mailwatchd::app
