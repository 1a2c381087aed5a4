#include "net/clock.h"

#include "net/boot_timer.h"
#include "net/host.h"
#include "net/spawn.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace mailwatchd::net {

namespace asio = boost::asio;

base::Instant SystemClock::now() const {
    return std::chrono::floor<base::Duration>(std::chrono::system_clock::now());
}

std::optional<bool> SystemClock::is_kept() const { return clock_is_kept(); }

base::Ticks SystemClock::ticks() const { return BootTime::now(); }

Awaitable<void> SystemClock::sleep_until(base::Ticks when) {
    if (ticks() >= when) co_return;
    const bool stopped = co_await is_cancelled();
    if (stopped) co_return;
    const auto executor = co_await asio::this_coro::executor;
    BootTimer timer{executor};
    while (ticks() < when) {
        timer.expires_at(std::min(when, ticks() + timer_max));
        const auto [error] = co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
        if (error) co_return;
    }
}

}  // namespace mailwatchd::net
