// `mailwatchctl backup`: a consistent copy of the state, made beside it and sent.
#pragma once

#include "app/commands.h"

namespace mailwatchd::app {

net::Awaitable<serve::Response> backup_page(const Commanded& tools, serve::Request request);

}  // namespace mailwatchd::app
