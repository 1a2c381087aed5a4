// Work on a thread of its own, awaited on the loop.
#pragma once

#include "net/spawn.h"

#include <boost/asio/thread_pool.hpp>

#include <functional>

namespace mailwatchd::engine {

/// Runs `job` on the thread, and returns on the loop when it is done. Not cancellable on purpose:
/// what has begun goes to its end. `job` throws nothing.
net::Awaitable<void> away(boost::asio::thread_pool& thread, net::Executor loop,
                          std::function<void()> job);

}  // namespace mailwatchd::engine
