// What both HTTP servers show: a table of handlers over the scheduler's recorded state. They read.
#pragma once

#include "control/sheets.h"
#include "serve/server.h"

#include <string>
#include <vector>

namespace mailwatchd::control {

/// The same for everybody; the control socket takes commands beside them (commands.h).
std::vector<serve::Route> routes(const Shown& shown);

/// What is configured under the name that a path or a query holds; else "", and `refusal` names the
/// nearest known one.
std::string find_target(const Shown& shown, const serve::Request& request, std::string_view text,
                        serve::Response& refusal);

}  // namespace mailwatchd::control
