// The rules that verdicts are made by: judges, weights and catalogue. A change of the rules is no
// change of a target, so it is reported once, as itself (docs/verdicts.md, Verdicts).
#pragma once

#include "engine/plan.h"

#include <string>

namespace mailwatchd::engine {

/// "0.2.0 checks=5f3a9c01d2e4 dnsbls=… sources=…": the version, and a digest of the checks with
/// their weights, of the block lists and of the reputation sources (watch/rules_text.h). Equal if
/// everything is judged alike. The targets and their own settings are not included: an operator who
/// changes them wants to see what follows.
std::string rules_of(const Plan& plan);

/// The reading that records the rules.
model::Reading rules_reading(const Plan& plan, base::Moment now, std::uint32_t look);

}  // namespace mailwatchd::engine
