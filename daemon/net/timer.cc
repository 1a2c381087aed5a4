#include "net/timer.h"

#include "net/boot_timer.h"

#include <algorithm>

namespace mailwatchd::net {

namespace {

constexpr base::Duration again_after = std::chrono::milliseconds{50};

}  // namespace

struct Timer::State {
    BootTimer timer;
    boost::asio::ip::tcp::socket* socket;  ///< Null once the Timer is gone.
    base::Ticks deadline;
    bool has_expired = false;
};

Timer::Timer(boost::asio::ip::tcp::socket& socket, base::Deadline deadline)
    : state_{
          std::make_shared<State>(State{BootTimer{socket.get_executor()}, &socket, deadline.at})} {
    wait(state_, deadline.at);
}

Timer::~Timer() {
    state_->socket = nullptr;
    state_->timer.cancel();
}

bool Timer::has_expired() const { return state_->has_expired; }

void Timer::wait(const std::shared_ptr<State>& state, base::Ticks when) {
    state->timer.expires_at(std::min(when, BootTime::now() + timer_max));
    state->timer.async_wait([state](const boost::system::error_code&) {
        if (state->socket == nullptr) return;
        if (BootTime::now() < state->deadline) return wait(state, state->deadline);
        state->has_expired = true;
        boost::system::error_code ignored;
        state->socket->cancel(ignored);
        wait(state, BootTime::now() + again_after);
    });
}

}  // namespace mailwatchd::net
