// How old an observation may be to be used again. Defined only here.
#pragma once

#include "base/time.h"

#include <algorithm>

namespace mailwatchd::watch {

inline constexpr base::Duration freshness_min = std::chrono::minutes{1};
inline constexpr base::Duration freshness_max = std::chrono::hours{12};

/// interval/24 within those limits, but never more than half the interval: with an interval of one
/// or two minutes every round still makes its own observations.
constexpr base::Duration freshness(base::Duration interval) {
    return std::min(std::clamp(interval / 24, freshness_min, freshness_max), interval / 2);
}

}  // namespace mailwatchd::watch
