// Whether the prober is healthy, as readings. Pure.
#pragma once

#include "observe/vantage/rows.h"
#include "observe/vantage/vantage.h"

#include <vector>

namespace mailwatchd::observe {

/// Of resolver, ports and outbound port 25: "well" or "ill".
std::vector<model::Reading> readings_of(const VantageHealth& health);

}  // namespace mailwatchd::observe
