// The audit report as one self-contained HTML file: no script, no other file, light and dark, and
// printable.
#pragma once

#include "model/transition.h"
#include "publish/audit.h"

#include <string>
#include <vector>

namespace mailwatchd::publish {

struct HtmlOptions {
    std::string organisation;  ///< The report's owner; "": not shown.
    std::string author;        ///< "": not shown.
    /// Confirmed changes of the target's subjects, newest first.
    std::vector<model::Transition> changes;
    /// False for an ad-hoc audit, which has no earlier results.
    bool knows_changes = false;
};

/// Ends in a line feed. Remote bytes become printable ASCII and never markup (promise 7).
std::string to_html(const Audit& audit, const HtmlOptions& options);

}  // namespace mailwatchd::publish
