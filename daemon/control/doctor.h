// `mailwatchctl doctor`: whether the prober is well, part by part, and what to do where it is
// not (promise 3).
#pragma once

#include "control/commands.h"

namespace mailwatchd::control {

/// Looks anew. A note at the end says 1 where something is unhealthy, for who wants notes
/// ("?notes").
net::Awaitable<serve::Response> doctor_page(const Commanded& tools, serve::Request request);

}  // namespace mailwatchd::control
