// The one way to start a coroutine of its own (docs/adr/0027). Only net/, engine/, tool/ and app/
// call it. What runs under it sees cancellation as a value (Errc::cancelled), never as an
// exception.
#pragma once

#include "net/seam.h"

#include <memory>

namespace mailwatchd::net {

using Executor = boost::asio::any_io_executor;

/// A hand on spawned work. Copies are the same hand.
class Stop {
public:
    Stop();
    /// Cancels what was spawned with it; nothing where that has ended. Never resumes it inline.
    void now() const;
    /// True once the work has ended.
    bool has_ended() const;

    struct State;  ///< Asio's part, in spawn.cc.

private:
    friend void spawn(const Executor& executor, Awaitable<void> work, const Stop& stop);
    std::shared_ptr<State> state_;
};

/// Runs `work` up to its first wait when called on the loop; an exception that escapes it ends the
/// program through the loop's `run`. Whatever `work` refers to must outlive it. One `Stop`, one
/// work.
void spawn(const Executor& executor, Awaitable<void> work, const Stop& stop);
void spawn(const Executor& executor, Awaitable<void> work);

/// Whether the calling coroutine has been cancelled. The state is sticky: every call of the seam
/// that would wait returns Errc::cancelled at once from then on.
Awaitable<bool> is_cancelled();

/// Makes the calling coroutine able to wait again, for a farewell (QUIT). It can be cancelled anew.
Awaitable<void> forget_cancellation();

}  // namespace mailwatchd::net
