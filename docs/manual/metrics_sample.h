// What the page of metrics looks like when there is something of everything: labels, types and the
// `detail` that a family needs are read off it, so that the manual has no list of its own.
#pragma once

#include "publish/metrics/families.h"
#include "publish/metrics/metrics.h"

#include <optional>
#include <string>
#include <vector>

namespace mailwatchd::manual {

struct ShownFamily {
    publish::Family family;
    std::vector<std::string> labels;  ///< In the order of the page.
    std::optional<publish::Detail>
        smallest;  ///< That has it; none: the daemon's own, always there.
};

/// Every family of publish/metrics/families.h, in its order, then the gauges of the readings' rows.
/// Throws std::runtime_error where the sample shows no series of one: then it lacks something.
std::vector<ShownFamily> shown_families();

}  // namespace mailwatchd::manual
