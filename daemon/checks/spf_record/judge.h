// Does the domain say which servers may send in its name? README.md is the specification.
#pragma once

#include "checks/check.h"

namespace mailwatchd::checks::spf_record {

model::Needs wants(const model::Topology& topology, const NoSettings& settings);
model::Report judge(const model::World& world, const NoSettings& settings);

}  // namespace mailwatchd::checks::spf_record
