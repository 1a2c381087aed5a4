// A sample of the metrics page with every family in it. The manual reads labels, types and the
// required `detail` of a family from it, so that it needs no list of its own.
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
        smallest;  ///< That has it; none: a metric of the daemon itself, which is always there.
};

/// Every family of publish/metrics/families.h, in its order, then the gauges of the readings' rows.
/// Throws std::runtime_error if the sample has no series of a family.
std::vector<ShownFamily> shown_families();

}  // namespace mailwatchd::manual
