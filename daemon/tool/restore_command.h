// `mailwatchctl restore`: replaces the state with a backup while the daemon is stopped.
#pragma once

#include <string>

namespace mailwatchd::tool {

struct RestoreOptions {
    std::string file;    ///< Made by `mailwatchctl backup`.
    std::string config;  ///< Sets the state directory; "": the installed configuration.
    bool json = false;
};

/// Exit status: 0 restored, 2 failed and nothing changed, 75 the daemon is running, 78 invalid
/// configuration.
int restore_command(const RestoreOptions& options);

}  // namespace mailwatchd::tool
