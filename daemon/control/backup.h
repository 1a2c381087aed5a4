// `mailwatchctl backup`: a consistent copy of the state, made beside it and sent.
#pragma once

#include "control/commands.h"

namespace mailwatchd::control {

net::Awaitable<serve::Response> backup_page(const Commanded& tools, serve::Request request);

}  // namespace mailwatchd::control
