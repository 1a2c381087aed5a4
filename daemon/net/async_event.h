// An event that one coroutine awaits and another sets: the basis of single flight, pacing,
// semaphore and gather. Private to net/ and the tests' support.
#pragma once

#include "net/spawn.h"

#include <memory>

namespace mailwatchd::net {

class AsyncEvent {
public:
    explicit AsyncEvent(const Executor& executor);
    ~AsyncEvent();
    AsyncEvent(const AsyncEvent&) = delete;
    AsyncEvent& operator=(const AsyncEvent&) = delete;

    /// Once set, it stays set. Never resumes the waiter inline.
    void set();
    bool is_set() const { return is_rung_; }

    /// True if it was set, false if the caller was cancelled first. Waits even in a coroutine that
    /// was cancelled before; check `is_cancelled` first if that matters.
    Awaitable<bool> wait();

private:
    struct State;
    std::unique_ptr<State> state_;
    bool is_rung_ = false;
};

enum class Woken { set, timed_out, cancelled };

/// Waits for the event with a deadline on any clock.
Awaitable<Woken> wait_until(std::shared_ptr<AsyncEvent> event, Clock& clock,
                            base::Deadline deadline);

}  // namespace mailwatchd::net
