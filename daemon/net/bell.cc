#include "net/bell.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace mailwatchd::net {

namespace asio = boost::asio;

struct Bell::State {
    asio::steady_timer timer;  // Never due; ringing cancels it.
};

Bell::Bell(const Executor& executor)
    : state_{std::make_unique<State>(
          State{asio::steady_timer{executor, asio::steady_timer::time_point::max()}})} {}
Bell::~Bell() = default;

void Bell::ring() {
    is_rung_ = true;
    state_->timer.cancel();
}

Awaitable<bool> Bell::wait() {
    if (!is_rung_) co_await state_->timer.async_wait(asio::as_tuple(asio::use_awaitable));
    co_return is_rung_;
}

namespace {

Awaitable<void> ring_at(std::shared_ptr<Bell> bell, std::shared_ptr<bool> is_late, Clock* clock,
                        base::Ticks when) {
    co_await clock->sleep_until(when);
    if (clock->ticks() < when) co_return;  // Cancelled: the bell rang.
    *is_late = !bell->is_rung();
    bell->ring();
}

}  // namespace

Awaitable<Woken> wait_until(std::shared_ptr<Bell> bell, Clock& clock, base::Deadline deadline) {
    if (bell->is_rung()) co_return Woken::rung;
    const bool stopped = co_await is_cancelled();
    if (stopped) co_return Woken::cancelled;
    if (clock.ticks() >= deadline.at) co_return Woken::timed_out;
    const auto executor = co_await asio::this_coro::executor;
    const auto is_late = std::make_shared<bool>(false);
    const Stop sleeper;
    spawn(executor, ring_at(bell, is_late, &clock, deadline.at), sleeper);
    const bool is_rung = co_await bell->wait();
    sleeper.now();
    if (!is_rung) co_return Woken::cancelled;
    co_return *is_late ? Woken::timed_out : Woken::rung;
}

}  // namespace mailwatchd::net
