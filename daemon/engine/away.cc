#include "engine/away.h"

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <memory>

namespace mailwatchd::engine {

namespace asio = boost::asio;

net::Awaitable<void> away(asio::thread_pool& thread, net::Executor loop,
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

}  // namespace mailwatchd::engine
