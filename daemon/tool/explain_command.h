// `mailwatchctl explain`: explains a finding or a check. Needs neither daemon nor network.
#pragma once

#include <string>

namespace mailwatchd::tool {

struct ExplainOptions {
    std::string word;  ///< Tag of a finding or name of a check; "" with `all`.
    bool all = false;  ///< Explain all findings.
    bool json = false;
};

/// Exit status: 0, or 2 if the word is unknown (the message suggests the nearest one).
int explain_command(const ExplainOptions& options);

}  // namespace mailwatchd::tool
