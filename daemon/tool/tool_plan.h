// The configuration as the tool's own audits and questions use it: the file that is named, else the
// installed one, else the defaults; with another resolver where one is named.
#pragma once

#include "engine/plan.h"

#include <string>

namespace mailwatchd::tool {

/// Null where it can't be had: then `status` is the exit status, and stderr was told why.
struct ToolPlan {
    std::shared_ptr<const engine::Plan> plan;
    int status = 0;
};

/// `config` and `resolver` ("ADDRESS[:PORT]") as on the command line; "" where they are not there.
ToolPlan tool_plan(const std::string& config, const std::string& resolver);

/// "mailwatchctl: what" on stderr; returns `status`.
int complain(std::string_view what, int status);

}  // namespace mailwatchd::tool
