// What the control socket takes: all that the pages show, and commands. TCP never gets this table.
#pragma once

#include "app/sheets.h"
#include "app/works.h"
#include "config/section.h"
#include "serve/server.h"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace mailwatchd::app {

/// An operator's words that are kept.
inline constexpr std::size_t why_bytes_max = 200;

/// What became of a reload: done where there are no problems.
struct Reloaded {
    config::Problems problems;
    std::vector<std::string> warnings;
};

/// Everything that a command may touch; outlives the server.
struct Commanded {
    Shown shown;
    Watcher& watcher;
    observe::Observer& observer;
    base::Log& log;
    std::function<Reloaded()> reload;
    std::string state_directory;
    Works& works;
};

std::vector<serve::Route> commands(const Commanded& tools);

}  // namespace mailwatchd::app
