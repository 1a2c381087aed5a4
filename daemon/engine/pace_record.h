// Manners between net/, which keeps them, and store/, which must not know net/.
#pragma once

#include "net/pace.h"
#include "observe/series/active.h"
#include "store/record.h"

namespace mailwatchd::engine {

net::PaceRecord to_net(const store::Pace& stored);
store::Pace to_store(const net::PaceRecord& known);

std::vector<observe::KeptOff> to_observe(const std::vector<store::KeptOff>& stored);
std::vector<store::KeptOff> to_store(const std::vector<observe::KeptOff>& known);

}  // namespace mailwatchd::engine
