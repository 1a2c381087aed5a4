// The daemon: wires the rooms, then serves until it is told to stop.
#pragma once

#include <string>

namespace mailwatchd::app {

struct DaemonOptions {
    std::string config = "/etc/mailwatchd/mailwatchd.toml";
    bool once = false;   ///< End after the first round of every target.
    bool print = false;  ///< Print each target's audit to standard output as it is made.
};

/// Exit status: 0 after SIGTERM or SIGINT, 75 where another daemon holds the state, 78 for a wrong
/// configuration, 1 where it could not start for another reason, or its state was damaged in use.
int run_daemon(const DaemonOptions& options);

/// `--check-config`: prints every problem; 0 or 78.
int check_config(const std::string& file);

}  // namespace mailwatchd::app
