// Judges whether a target's mail hosts pass on mail for strangers. Pure.
#pragma once

#include "checks/check.h"

namespace mailwatchd::checks::open_relay {

model::Needs wants(const model::Topology& topology, const NoSettings& settings);
model::Report judge(const model::World& world, const NoSettings& settings);

}  // namespace mailwatchd::checks::open_relay
