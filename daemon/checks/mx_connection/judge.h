// Can other servers deliver mail to the target? README.md is the specification.
#pragma once

#include "checks/check.h"

namespace mailwatchd::checks::mx_connection {

model::Needs wants(const model::Topology& topology, const NoSettings& settings);
model::Report judge(const model::World& world, const NoSettings& settings);

}  // namespace mailwatchd::checks::mx_connection
