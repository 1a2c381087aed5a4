// Judges whether a target's mail hosts refuse senders that SPF forbids. Pure.
#pragma once

#include "checks/check.h"

namespace mailwatchd::checks::spf_enforcement {

model::Needs wants(const model::Topology& topology, const NoSettings& settings);
model::Report judge(const model::World& world, const NoSettings& settings);

}  // namespace mailwatchd::checks::spf_enforcement
