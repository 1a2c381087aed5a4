// Pages of both HTTP servers. They show the recorded state and change nothing.
#pragma once

#include "control/views.h"
#include "serve/server.h"

#include <string>
#include <vector>

namespace mailwatchd::control {

/// The public routes. The control socket has commands as well (commands.h).
std::vector<serve::Route> routes(const PageContext& context);

/// The configured target with the name `text`; "" if there is none, and then `refusal` suggests the
/// nearest name.
std::string find_target(const PageContext& context, const serve::Request& request,
                        std::string_view text, serve::Response& refusal);

}  // namespace mailwatchd::control
