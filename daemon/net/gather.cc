#include "net/gather.h"

#include "net/async_event.h"
#include "net/spawn.h"

#include <boost/asio/this_coro.hpp>

#include <memory>

namespace mailwatchd::net {

namespace asio = boost::asio;

namespace {

struct Group {
    explicit Group(const Executor& executor, std::size_t size) : all_done{executor}, left{size} {}
    AsyncEvent all_done;
    std::size_t left;
};

Awaitable<void> run_one(std::shared_ptr<Group> group, Awaitable<void> work) {
    co_await std::move(work);
    if (--group->left == 0) group->all_done.set();
}

void stop_all(const std::vector<CancelHandle>& stops) {
    for (const auto& stop : stops) stop.cancel();
}

}  // namespace

Awaitable<void> gather(std::vector<Awaitable<void>> work) {
    if (work.empty()) co_return;
    co_await asio::this_coro::throw_if_cancelled(false);
    const auto executor = co_await asio::this_coro::executor;
    const auto group = std::make_shared<Group>(executor, work.size());
    const std::vector<CancelHandle> stops(work.size());
    for (std::size_t i = 0; i < work.size(); ++i)
        spawn(executor, run_one(group, std::move(work[i])), stops[i]);

    const bool stopped = co_await is_cancelled();
    if (stopped) stop_all(stops);
    while (group->left > 0) {
        const bool is_done = co_await group->all_done.wait();
        if (!is_done) stop_all(stops);
    }
}

}  // namespace mailwatchd::net
