// `mailwatchctl restore`: puts a backup in the place of the state while the daemon does not run.
#pragma once

#include <string>

namespace mailwatchd::tool {

struct RestoreOptions {
    std::string file;    ///< What `mailwatchctl backup` made.
    std::string config;  ///< Names the state directory; "": the installed one.
    bool json = false;
};

/// Exit status: 0 done, 2 could not be done and nothing changed, 75 a daemon holds the state, 78
/// wrong configuration.
int restore_command(const RestoreOptions& options);

}  // namespace mailwatchd::tool
