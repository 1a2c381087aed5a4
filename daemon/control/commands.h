// Routes of the control socket: all public pages, and commands. TCP never serves this table.
#pragma once

#include "config/section.h"
#include "control/views.h"
#include "engine/task_group.h"
#include "serve/server.h"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace mailwatchd::control {

/// Longest stored reason of a pause or an acknowledgement.
inline constexpr std::size_t why_bytes_max = 200;

/// Result of a reload: successful if there are no problems.
struct Reloaded {
    config::Problems problems;
    std::vector<std::string> warnings;
};

/// What a command may use; outlives the server.
struct CommandContext {
    PageContext page;
    engine::Scheduler& scheduler;
    observe::Observer& observer;
    base::Log& log;
    std::function<net::Awaitable<Reloaded>()> reload;
    std::string state_directory;
    engine::TaskGroup& tasks;
};

std::vector<serve::Route> commands(const CommandContext& tools);

/// What the answer to a command adds if its effect is not stored yet; else "".
std::string not_stored_yet(const CommandContext& tools, engine::Written written);

}  // namespace mailwatchd::control
