// `mailwatchctl acknowledge`: acknowledges a finding of a target, or removes the acknowledgement.
#pragma once

#include "control/commands.h"

#include <string>

namespace mailwatchd::control {

/// `name` is a configured target.
net::Awaitable<serve::Response> acknowledge_finding(const CommandContext& tools,
                                                    serve::Request request, std::string name);

}  // namespace mailwatchd::control
