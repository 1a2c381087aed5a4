// `mailwatchctl check` through the daemon: uses its observer and its pace, and sends each result
// when it is ready.
#pragma once

#include "control/commands.h"
#include "engine/task_group.h"

namespace mailwatchd::control {

/// "?target=a.example&target=b.example&only=pop3&strict=1". Notes (notes.h) report the
/// progress and, at the end, the exit status.
net::Awaitable<serve::Response> check_page(const Commanded& tools, serve::Request request);

}  // namespace mailwatchd::control
