// `mailwatchctl check` through the daemon: uses its observer and its pace, and sends each result
// when it is ready.
#pragma once

#include "control/commands.h"
#include "engine/task_group.h"

namespace mailwatchd::control {

/// "?target=a.example&target=b.example&only=pop3&strict=1". Control lines (control_lines.h) report
/// the progress and, at the end, the exit status.
net::Awaitable<serve::Response> check_page(const CommandContext& tools, serve::Request request);

}  // namespace mailwatchd::control
