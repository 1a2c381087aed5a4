// The configuration for audits and queries that the tool does itself: the given file, else the
// installed one, else the defaults; with another resolver if one is given.
#pragma once

#include "base/escape.h"
#include "engine/plan.h"

#include <string>

namespace mailwatchd::tool {

/// `plan` is null on failure; the error is on stderr already, and `status` is the exit status.
struct ToolConfiguration {
    std::shared_ptr<const engine::Plan> plan;
    int status = 0;
};

/// `config` and `resolver` ("ADDRESS[:PORT]") from the command line; "" if not given.
ToolConfiguration tool_configuration(const std::string& config, const std::string& resolver);

/// The detail of a failure, for `complain`.
base::SafeText reason(std::string_view detail);

/// Prints the path of a file that was written, one per line; as it is to a pipe, for scripts.
void print_path(const std::string& path);

/// Prints "mailwatchctl: WHAT" to stderr and returns `status`.
int complain(const base::SafeText& what, int status);

}  // namespace mailwatchd::tool
