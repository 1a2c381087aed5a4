// A server on loopback with a few handlers; its loop runs on its own thread.
#pragma once

#include "net/clock.h"
#include "net/spawn.h"
#include "serve/server.h"
#include "unit/serve/client.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <map>
#include <mutex>
#include <thread>

namespace mailwatchd::serve {

inline Handler fixed(std::string body) {
    return [body = std::move(body)](Request) -> net::Awaitable<Response> {
        Response response;
        response.body = body;
        co_return response;
    };
}

/// `fixed`, but only after that time.
inline Handler late(base::Duration time, std::string body) {
    return [time, body = std::move(body)](Request) -> net::Awaitable<Response> {
        net::SystemClock clock;
        co_await clock.sleep_until(clock.ticks() + time);
        Response response;
        response.body = body;
        co_return response;
    };
}

/// `count` lines in pieces of a hundred.
inline Pieces lines(std::size_t count) {
    return [count, at = std::size_t{0}](std::string& out) mutable {
        for (const auto end = std::min(at + 100, count); at < end; ++at)
            out += "mailwatchd_check_success{target=\"t" + std::to_string(at) + ".example\"} 1\n";
        return at < count;
    };
}

class Serving : public testing::Test {
protected:
    void start(Limits limits = {}, std::vector<Route> more = {}) {
        std::vector<Route> routes{
            {"GET", "/metrics", fixed("up 1\n")},
            {"GET", "/long",
             [](Request) -> net::Awaitable<Response> {
                 Response response;
                 response.body = "# first\n";
                 response.pieces = lines(20'000);
                 co_return response;
             }},
            {"GET", "/whole", fixed(std::string(300'000, 'x'))},
            {"GET", "/throws",
             [](Request) -> net::Awaitable<Response> {
                 throw std::runtime_error{"no"};
                 co_return Response{};
             }},
        };
        for (auto& route : more) routes.push_back(std::move(route));
        hooks.spawn = [this](net::Awaitable<void> work) {
            net::spawn(io.get_executor(), std::move(work));
        };
        hooks.answered = [this](unsigned status) {
            const std::lock_guard lock{mutex};
            ++counts[status];
        };
        hooks.accept_failed = [this](const base::Failure&) { ++accept_failures; };
        server.emplace(io.get_executor(), std::move(routes), limits, hooks);
        ASSERT_TRUE(server->listen(*config::parse_socket_address("127.0.0.1:0", 0)));
        port = server->addresses().front().port;
        net::spawn(io.get_executor(), run());
        thread = std::thread{[this] { io.run(); }};
    }

    void TearDown() override {
        if (!thread.joinable()) return;
        boost::asio::post(io, [this] { server->stop(); });
        thread.join();  // `run` has returned: the loop is out of work.
        EXPECT_TRUE(has_returned);
    }

    unsigned count(unsigned status) {
        const std::lock_guard lock{mutex};
        return counts[status];
    }

    /// The server counts an ended connection a moment after the client notices.
    bool comes_to(unsigned status, unsigned wanted) {
        for (int i = 0; i < 200 && count(status) < wanted; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds{5});
        return count(status) == wanted;
    }

    net::Awaitable<void> run() {
        co_await server->run();
        has_returned = true;
    }

    Hooks hooks;  ///< A test may add to them before it starts.
    boost::asio::io_context io{1};
    std::optional<Server> server;
    std::thread thread;
    std::uint16_t port = 0;
    std::mutex mutex;
    std::map<unsigned, unsigned> counts;
    std::atomic<unsigned> accept_failures{0};
    std::atomic<bool> has_returned{false};
};

}  // namespace mailwatchd::serve
