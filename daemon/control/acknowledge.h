// `mailwatchctl acknowledge`: an operator takes a finding of a target as it is, or no longer.
#pragma once

#include "control/commands.h"

#include <string>

namespace mailwatchd::control {

/// To the target of this name, which is configured.
net::Awaitable<serve::Response> acknowledge_finding(const Commanded& tools, serve::Request request,
                                                    std::string name);

}  // namespace mailwatchd::control
