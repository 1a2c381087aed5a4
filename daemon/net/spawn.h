// The only way to start a detached coroutine. Only net/, engine/, tool/ and app/ call
// it. Code that runs under it sees cancellation as a value (Errc::cancelled), never as an
// exception.
#pragma once

#include "net/seam.h"

#include <memory>

namespace mailwatchd::net {

using Executor = boost::asio::any_io_executor;

/// Cancels spawned work. Copies refer to the same work.
class CancelHandle {
public:
    CancelHandle();
    /// Cancels the work spawned with it, if it has not ended. Never resumes it inline.
    void cancel() const;
    /// True once the work has ended.
    bool has_ended() const;

    struct State;  ///< Asio's part, in spawn.cc.

private:
    friend void spawn(const Executor& executor, Awaitable<void> work, const CancelHandle& stop);
    std::shared_ptr<State> state_;
};

/// When called on the loop, runs `work` up to its first wait. An exception that escapes it ends the
/// program through the loop's `run`. Everything `work` refers to must outlive it. One
/// `CancelHandle` per work.
void spawn(const Executor& executor, Awaitable<void> work, const CancelHandle& stop);
void spawn(const Executor& executor, Awaitable<void> work);

/// Whether the calling coroutine was cancelled. The state is sticky: from then on every waiting
/// call of the seam immediately returns Errc::cancelled.
Awaitable<bool> is_cancelled();

/// Lets the calling coroutine wait again, to say goodbye (QUIT). It can be cancelled again.
Awaitable<void> forget_cancellation();

}  // namespace mailwatchd::net
