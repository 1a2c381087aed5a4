// Leaving when something does not end: a disk that hangs must not keep the process.
#pragma once

#include "base/log.h"
#include "engine/thread.h"

#include <functional>
#include <vector>

namespace mailwatchd::app {

/// What threads are busy with, if they are.
using AskBusy = std::function<std::vector<engine::Busy>()>;

/// At the deadline says what hangs and since when, and ends the process with the status of then,
/// without a destructor: they would wait. What was committed is safe. Returns where it is cancelled
/// before.
net::Awaitable<void> leave_at(net::Clock& clock, base::Deadline deadline, AskBusy busy,
                              base::Log& log, const int& status);

}  // namespace mailwatchd::app
