#include "net/timer.h"

#include "net/boot_timer.h"

#include <algorithm>
#include <utility>

namespace mailwatchd::net {

namespace {

constexpr base::Duration again_after = std::chrono::milliseconds{50};

}  // namespace

struct Timer::State {
    BootTimer timer;
    std::function<void()> cancel;  ///< Empty once the Timer is gone.
    base::Ticks deadline;
    bool has_expired = false;
};

Timer::Timer(const Executor& executor, base::Deadline deadline, std::function<void()> cancel)
    : state_{std::make_shared<State>(State{BootTimer{executor}, std::move(cancel), deadline.at})} {
    wait(state_, deadline.at);
}

Timer::~Timer() {
    state_->cancel = nullptr;
    state_->timer.cancel();
}

bool Timer::has_expired() const { return state_->has_expired; }

void Timer::wait(const std::shared_ptr<State>& state, base::Ticks when) {
    state->timer.expires_at(std::min(when, BootTime::now() + timer_max));
    state->timer.async_wait([state](const boost::system::error_code&) {
        if (!state->cancel) return;
        if (BootTime::now() < state->deadline) return wait(state, state->deadline);
        state->has_expired = true;
        state->cancel();
        wait(state, BootTime::now() + again_after);
    });
}

}  // namespace mailwatchd::net
