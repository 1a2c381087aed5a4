// How good a name do the domain and its addresses have? README.md is the specification.
#pragma once

#include "checks/check.h"
#include "checks/reputation/settings.h"

namespace mailwatchd::checks::reputation {

model::Needs wants(const model::Topology& topology, const Settings& settings);
model::Report judge(const model::World& world, const Settings& settings);

}  // namespace mailwatchd::checks::reputation
