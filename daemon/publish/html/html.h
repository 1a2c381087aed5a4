// The audit report as one self-contained HTML file: no script, nothing fetched, light and dark, and
// readable on paper.
#pragma once

#include "model/transition.h"
#include "publish/audit.h"

#include <string>
#include <vector>

namespace mailwatchd::publish {

struct HtmlOptions {
    std::string organisation;  ///< Whose report it is; "": not said.
    std::string author;        ///< Who made it; "": not said.
    /// Confirmed changes of what the target rests on, the newest first.
    std::vector<model::Transition> changes;
    /// Whether `changes` is all there is; an audit on the spot knows no past.
    bool knows_changes = false;
};

/// Ends in a line feed. Remote bytes are printable ASCII and never markup (promise 7).
std::string to_html(const Audit& audit, const HtmlOptions& options);

}  // namespace mailwatchd::publish
