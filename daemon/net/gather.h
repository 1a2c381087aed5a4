// Runs several coroutines at once and waits for all of them.
#pragma once

#include "net/seam.h"

#include <vector>

namespace mailwatchd::net {

/// Runs all of `work` concurrently and returns when the last has ended. Cancelling the caller
/// cancels each of them and still waits for their ends, so they may refer to the caller's frame.
/// Name the vector first: `co_await gather(std::move(work));`
Awaitable<void> gather(std::vector<Awaitable<void>> work);

}  // namespace mailwatchd::net
