// Does a mail exchanger take passwords in the clear? README.md is the specification.
#pragma once

#include "checks/check.h"

namespace mailwatchd::checks::plaintext_auth {

model::Needs wants(const model::Topology& topology, const NoSettings& settings);
model::Report judge(const model::World& world, const NoSettings& settings);

}  // namespace mailwatchd::checks::plaintext_auth
