// `mailwatchctl doctor`: tests each part of the prober's surroundings and says how to fix what
// fails.
#pragma once

#include "control/commands.h"

namespace mailwatchd::control {

/// Runs all tests now. With "?notes" a note at the end has the exit status: 1 if a test failed.
net::Awaitable<serve::Response> doctor_page(const CommandContext& tools, serve::Request request);

}  // namespace mailwatchd::control
