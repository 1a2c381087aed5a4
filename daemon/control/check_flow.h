// `mailwatchctl check` through the daemon: its observer, its pace, and the answer as it comes
// about.
#pragma once

#include "control/commands.h"
#include "engine/task_group.h"

namespace mailwatchd::control {

/// "?target=a.example&target=b.example&only=pop3&strict=1". A line of notes (notes.h) tells the
/// progress, one at the end the exit status.
net::Awaitable<serve::Response> check_page(const Commanded& tools, serve::Request request);

}  // namespace mailwatchd::control
