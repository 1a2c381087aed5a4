// Whether the prober is healthy, as readings. Pure.
#pragma once

#include "observe/prober/health.h"
#include "observe/prober/rows.h"

#include <vector>

namespace mailwatchd::observe {

/// Of the prober as a whole (no argument), and of each part: "healthy" or "unhealthy". The evidence
/// is what is wrong.
std::vector<model::Reading> readings_of(const ProberHealth& health);

}  // namespace mailwatchd::observe
