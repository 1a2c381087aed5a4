#include "engine/thread.h"

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <memory>

namespace mailwatchd::engine {

namespace asio = boost::asio;

net::Awaitable<void> run_on(asio::thread_pool& thread, net::Executor loop,
                            std::function<void()> job) {
    auto start = [&thread, loop = std::move(loop), job = std::move(job)](auto handler) {
        auto back = std::make_shared<decltype(handler)>(std::move(handler));
        asio::post(thread, [loop, job, back] {
            job();
            asio::post(loop, [back] { std::move (*back)(); });
        });
    };
    return asio::async_initiate<const asio::use_awaitable_t<>, void()>(std::move(start),
                                                                       asio::use_awaitable);
}

Thread::~Thread() { thread_.join(); }

net::Awaitable<void> Thread::run(std::string what, std::function<void()> job) {
    std::function<void()> work = [this, what = std::move(what), job = std::move(job)] {
        begin(what);
        job();
        end();
    };
    return run_on(thread_, loop_, std::move(work));
}

net::Awaitable<void> Thread::idle() {
    std::function<void()> nothing = [] {};
    return run("waiting for jobs", std::move(nothing));
}

void Thread::begin(std::string what) {
    const std::lock_guard lock{mutex_};
    what_ = std::move(what);
    since_ = clock_.ticks();
}

void Thread::end() {
    const std::lock_guard lock{mutex_};
    what_.clear();
}

std::optional<Busy> Thread::busy() const {
    const std::lock_guard lock{mutex_};
    if (what_.empty()) return std::nullopt;
    return Busy{what_, clock_.ticks() - since_};
}

}  // namespace mailwatchd::engine
