// `mailwatchctl explain`: what a finding or a check means. Needs no daemon and no network.
#pragma once

#include <string>

namespace mailwatchd::tool {

struct ExplainOptions {
    std::string word;  ///< A finding's tag or a check's name; "" with `all`.
    bool all = false;  ///< Every finding.
    bool json = false;
};

/// Exit status: 0, or 2 where there is no such tag (the nearest one is told).
int explain_command(const ExplainOptions& options);

}  // namespace mailwatchd::tool
