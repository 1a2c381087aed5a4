// The rules that verdicts are made by: judges, weights and catalogue. A change of the rules is no
// change of a target, so it is reported once, as itself (docs/verdicts.md, Verdicts).
#pragma once

#include "engine/plan.h"

#include <string>

namespace mailwatchd::engine {

/// "0.1.0 5f3a9c01d2e4": equal if everything is judged alike. A target's own settings are not
/// included: an operator who changes them wants to see what follows.
std::string rules_of(const Plan& plan);

/// The reading that records the rules.
model::Reading rules_reading(const Plan& plan, base::Moment now, std::uint32_t look);

}  // namespace mailwatchd::engine
