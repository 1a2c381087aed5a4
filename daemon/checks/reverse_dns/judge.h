// Do the addresses that receive mail have names that lead back to them?
// ("iprev", RFC 8601 §3.) README.md is the specification.
#pragma once

#include "checks/check.h"

namespace mailwatchd::checks::reverse_dns {

model::Needs wants(const model::Topology& topology, const NoSettings& settings);
model::Report judge(const model::World& world, const NoSettings& settings);

}  // namespace mailwatchd::checks::reverse_dns
