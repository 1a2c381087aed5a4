// Whether the prober is healthy, as readings. Pure.
#pragma once

#include "observe/prober/prober.h"
#include "observe/prober/rows.h"

#include <vector>

namespace mailwatchd::observe {

/// Of resolver, ports and outbound port 25: "healthy" or "unhealthy".
std::vector<model::Reading> readings_of(const ProberHealth& health);

}  // namespace mailwatchd::observe
