// A thread of its own for work that blocks, awaited on the loop: commits, the event sink, files.
#pragma once

#include "net/spawn.h"

#include <boost/asio/thread_pool.hpp>

#include <functional>
#include <mutex>
#include <optional>
#include <string>

namespace mailwatchd::engine {

/// Runs `job` on the thread, and returns on the loop when it is done. Not cancellable on purpose:
/// what has begun goes to its end. `job` throws nothing.
net::Awaitable<void> run_on(boost::asio::thread_pool& thread, net::Executor loop,
                            std::function<void()> job);

/// What a thread is busy with.
struct Busy {
    std::string what;
    base::Duration for_so_long{};
};

/// Runs blocking work where the loop does not wait for it: a thread, or in tests at once. `what`
/// says in a few words what it is, for the log.
using RunBlocking =
    std::function<net::Awaitable<void>(std::string what, std::function<void()> job)>;

/// One job after the other. The destructor waits for the job under way: whoever must end in time
/// awaits an empty job before, and leaves by `_Exit` where that does not come back.
class Thread {
public:
    Thread(net::Executor loop, const net::Clock& clock) : loop_{std::move(loop)}, clock_{clock} {}
    ~Thread();
    Thread(const Thread&) = delete;
    Thread& operator=(const Thread&) = delete;

    net::Awaitable<void> run(std::string what, std::function<void()> job);
    /// Returns when all jobs until now are done.
    net::Awaitable<void> idle();
    /// The job under way and since when; thread-safe.
    std::optional<Busy> busy() const;

private:
    void begin(std::string what);
    void end();

    net::Executor loop_;
    const net::Clock& clock_;
    mutable std::mutex mutex_;
    std::string what_;  ///< "": nothing.
    base::Ticks since_;
    boost::asio::thread_pool thread_{1};
};

}  // namespace mailwatchd::engine
