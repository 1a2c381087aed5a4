#include "net/async_event.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace mailwatchd::net {

namespace asio = boost::asio;

struct AsyncEvent::State {
    asio::steady_timer timer;  // Never due; ringing cancels it.
};

AsyncEvent::AsyncEvent(const Executor& executor)
    : state_{std::make_unique<State>(
          State{asio::steady_timer{executor, asio::steady_timer::time_point::max()}})} {}
AsyncEvent::~AsyncEvent() = default;

void AsyncEvent::set() {
    is_rung_ = true;
    state_->timer.cancel();
}

Awaitable<bool> AsyncEvent::wait() {
    if (!is_rung_) co_await state_->timer.async_wait(asio::as_tuple(asio::use_awaitable));
    co_return is_rung_;
}

namespace {

Awaitable<void> set_at(std::shared_ptr<AsyncEvent> event, std::shared_ptr<bool> is_late,
                       Clock* clock, base::Ticks when) {
    co_await clock->sleep_until(when);
    if (clock->ticks() < when) co_return;  // Cancelled: the event was set.
    *is_late = !event->is_set();
    event->set();
}

}  // namespace

Awaitable<Woken> wait_until(std::shared_ptr<AsyncEvent> event, Clock& clock,
                            base::Deadline deadline) {
    if (event->is_set()) co_return Woken::set;
    const bool stopped = co_await is_cancelled();
    if (stopped) co_return Woken::cancelled;
    if (clock.ticks() >= deadline.at) co_return Woken::timed_out;
    const auto executor = co_await asio::this_coro::executor;
    const auto is_late = std::make_shared<bool>(false);
    const CancelHandle sleeper;
    spawn(executor, set_at(event, is_late, &clock, deadline.at), sleeper);
    const bool is_set = co_await event->wait();
    sleeper.cancel();
    if (!is_set) co_return Woken::cancelled;
    co_return *is_late ? Woken::timed_out : Woken::set;
}

}  // namespace mailwatchd::net
