// `mailwatchctl backup`: makes a consistent copy of the state and sends it.
#pragma once

#include "control/commands.h"

namespace mailwatchd::control {

net::Awaitable<serve::Response> backup_page(const CommandContext& tools, serve::Request request);

}  // namespace mailwatchd::control
