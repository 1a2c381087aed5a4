// Manners between net/, which keeps them, and store/, which must not know net/.
#pragma once

#include "net/pace.h"
#include "store/record.h"

namespace mailwatchd::app {

net::PaceRecord to_net(const store::Pace& stored);
store::Pace to_store(const net::PaceRecord& known);

}  // namespace mailwatchd::app
