// A bell that one coroutine waits for and somebody else rings: the atom that single flight, pace,
// limiter and gather are made of. Private to net/ and the tests' support.
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

    /// Once rung, it stays so. Never resumes the waiter inline.
    void ring();
    bool is_rung() const { return is_rung_; }

    /// True where it rang, false where the caller was cancelled first. Waits even in a coroutine
    /// that was cancelled before: whoever must not asks `is_cancelled` first.
    Awaitable<bool> wait();

private:
    struct State;
    std::unique_ptr<State> state_;
    bool is_rung_ = false;
};

enum class Woken { rung, timed_out, cancelled };

/// Waits for the bell with a deadline on any clock.
Awaitable<Woken> wait_until(std::shared_ptr<Bell> bell, Clock& clock, base::Deadline deadline);

}  // namespace mailwatchd::net
