// The rules that we judge by: judges, weights and catalogue. A change of our mind is not a change
// of the world, so it is told once as itself (docs/verdicts.md, Verdicts).
#pragma once

#include "engine/plan.h"

#include <string>

namespace mailwatchd::engine {

/// "0.1.0 5f3a9c01d2e4": equal where everything is judged alike. A target's own settings are not in
/// it: whoever changes them wants to hear what comes of it.
std::string rules_of(const Plan& plan);

/// The reading that believes them.
model::Reading rules_reading(const Plan& plan, base::Moment now, std::uint32_t look);

}  // namespace mailwatchd::engine
