#include "net/spawn.h"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>

#include <exception>

namespace mailwatchd::net {

namespace asio = boost::asio;

struct CancelHandle::State {
    asio::cancellation_signal signal;
    bool has_ended = false;
};

CancelHandle::CancelHandle() : state_{std::make_shared<State>()} {}

void CancelHandle::cancel() const {
    if (!state_->has_ended) state_->signal.emit(asio::cancellation_type::terminal);
}

bool CancelHandle::has_ended() const { return state_->has_ended; }

namespace {

Awaitable<void> unthrown(Awaitable<void> work) {
    co_await asio::this_coro::throw_if_cancelled(false);
    co_await std::move(work);
}

}  // namespace

void spawn(const Executor& executor, Awaitable<void> work, const CancelHandle& stop) {
    auto state = stop.state_;
    const auto slot = state->signal.slot();
    auto ended = [state = std::move(state)](const std::exception_ptr& error) {
        state->has_ended = true;
        if (error) std::rethrow_exception(error);
    };
    asio::co_spawn(executor, unthrown(std::move(work)),
                   asio::bind_cancellation_slot(slot, std::move(ended)));
}

void spawn(const Executor& executor, Awaitable<void> work) {
    spawn(executor, std::move(work), CancelHandle{});
}

Awaitable<bool> is_cancelled() {
    const auto state = co_await asio::this_coro::cancellation_state;
    co_return state.cancelled() != asio::cancellation_type::none;
}

Awaitable<void> forget_cancellation() { co_await asio::this_coro::reset_cancellation_state(); }

}  // namespace mailwatchd::net
