// What the control socket takes: all that the pages show, and commands. TCP never gets this table.
#pragma once

#include "config/section.h"
#include "control/sheets.h"
#include "engine/task_group.h"
#include "serve/server.h"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace mailwatchd::control {

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
    engine::Scheduler& scheduler;
    observe::Observer& observer;
    base::Log& log;
    std::function<net::Awaitable<Reloaded>()> reload;
    std::string state_directory;
    engine::TaskGroup& tasks;
};

std::vector<serve::Route> commands(const Commanded& tools);

}  // namespace mailwatchd::control
