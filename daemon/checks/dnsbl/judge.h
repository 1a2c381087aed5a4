// Do block lists name the addresses that receive mail? README.md is the specification.
#pragma once

#include "checks/check.h"
#include "checks/dnsbl/settings.h"

namespace mailwatchd::checks::dnsbl {

model::Needs wants(const model::Topology& topology, const Settings& settings);
model::Report judge(const model::World& world, const Settings& settings);

}  // namespace mailwatchd::checks::dnsbl
