// Is TLS on offer wherever mail or passwords cross the path? README.md is the specification.
#pragma once

#include "checks/check.h"

namespace mailwatchd::checks::transport_tls {

model::Needs wants(const model::Topology& topology, const NoSettings& settings);
model::Report judge(const model::World& world, const NoSettings& settings);

}  // namespace mailwatchd::checks::transport_tls
