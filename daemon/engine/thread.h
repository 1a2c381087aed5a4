// A thread for blocking work (commits, the event sink, files) that is awaited on the event loop.
#pragma once

#include "net/spawn.h"

#include <boost/asio/thread_pool.hpp>

#include <functional>
#include <mutex>
#include <optional>
#include <string>

namespace mailwatchd::engine {

/// Runs `job` on the thread and returns on the loop when it is done. Deliberately not cancellable:
/// a job that has begun completes. `job` must not throw.
net::Awaitable<void> run_on(boost::asio::thread_pool& thread, net::Executor loop,
                            std::function<void()> job);

/// The job a thread is running.
struct Busy {
    std::string what;
    base::Duration for_so_long{};
};

/// Runs blocking work off the event loop: on a thread, or directly in tests. `what` describes it
/// for the log.
using RunBlocking =
    std::function<net::Awaitable<void>(std::string what, std::function<void()> job)>;

/// Runs one job after the other. The destructor waits for the current job. A caller that must exit
/// in time awaits an empty job first, and calls `_Exit` if that does not return.
class Thread {
public:
    Thread(net::Executor loop, const net::Clock& clock) : loop_{std::move(loop)}, clock_{clock} {}
    ~Thread();
    Thread(const Thread&) = delete;
    Thread& operator=(const Thread&) = delete;

    net::Awaitable<void> run(std::string what, std::function<void()> job);
    /// Returns when all jobs queued so far are done.
    net::Awaitable<void> idle();
    /// The current job and its start; thread-safe.
    std::optional<Busy> busy() const;

private:
    void begin(std::string what);
    void end();

    net::Executor loop_;
    const net::Clock& clock_;
    mutable std::mutex mutex_;
    std::string what_;  ///< Empty if there is no job.
    base::Ticks since_;
    boost::asio::thread_pool thread_{1};
};

}  // namespace mailwatchd::engine
