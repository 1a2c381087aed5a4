// Do users read their mail by POP3 without showing their password? README.md is the specification.
#pragma once

#include "checks/check.h"

namespace mailwatchd::checks::pop3 {

model::Needs wants(const model::Topology& topology, const NoSettings& settings);
model::Report judge(const model::World& world, const NoSettings& settings);

}  // namespace mailwatchd::checks::pop3
