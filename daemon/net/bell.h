// An event that one coroutine awaits and another sets: the basis of single flight, pacing,
// semaphore and gather. Private to net/ and the tests' support.
#pragma once

#include "net/spawn.h"

#include <memory>

namespace mailwatchd::net {

class Bell {
public:
    explicit Bell(const Executor& executor);
    ~Bell();
    Bell(const Bell&) = delete;
    Bell& operator=(const Bell&) = delete;

    /// Once set, it stays set. Never resumes the waiter inline.
    void ring();
    bool is_rung() const { return is_rung_; }

    /// True if it was set, false if the caller was cancelled first. Waits even in a coroutine that
    /// was cancelled before; check `is_cancelled` first if that matters.
    Awaitable<bool> wait();

private:
    struct State;
    std::unique_ptr<State> state_;
    bool is_rung_ = false;
};

enum class Woken { rung, timed_out, cancelled };

/// Waits for the event with a deadline on any clock.
Awaitable<Woken> wait_until(std::shared_ptr<Bell> bell, Clock& clock, base::Deadline deadline);

}  // namespace mailwatchd::net
