#include "app/worker.h"

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <memory>

namespace mailwatchd::app {

namespace asio = boost::asio;

net::Awaitable<base::Outcome> Worker::run(Job job) {
    const auto done = std::make_shared<base::Outcome>();
    const auto work = std::make_shared<Job>(std::move(job));
    // Not cancellable on purpose: what is being committed is committed, and memory follows.
    auto start = [this, done, work](auto handler) {
        auto back = std::make_shared<decltype(handler)>(std::move(handler));
        asio::post(thread_, [this, done, work, back] {
            *done = (*work)(desk_);
            asio::post(loop_, [back] { std::move (*back)(); });
        });
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(std::move(start),
                                                                         asio::use_awaitable);
    co_return *done;
}

}  // namespace mailwatchd::app
