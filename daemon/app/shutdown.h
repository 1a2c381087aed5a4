// Forced exit: a hanging disk must not keep the process alive.
#pragma once

#include "base/log.h"
#include "engine/thread.h"

#include <functional>
#include <vector>

namespace mailwatchd::app {

/// What the busy threads are doing.
using AskBusy = std::function<std::vector<engine::Busy>()>;

/// At the deadline: logs what hangs and since when, and exits with the current `status`, without
/// destructors, which would wait. Committed state is safe. Returns if it is cancelled before.
net::Awaitable<void> leave_at(net::Clock& clock, base::Deadline deadline, AskBusy busy,
                              base::Log& log, const int& status);

}  // namespace mailwatchd::app
