// A hanging disk does not keep the process alive (failure E11).
#include "app/shutdown.h"

#include "net/clock.h"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <future>
#include <iostream>

namespace mailwatchd::app {
namespace {

using namespace std::chrono_literals;

class StderrLog final : public base::Log {
    void put(base::Severity, std::string_view text) override { std::cerr << text << std::endl; }
};

/// Stops as the daemon does: when the thread is idle, or at the deadline.
[[noreturn]] void stop_while_a_job_never_returns(const int& status) {
    boost::asio::io_context loop;
    net::SystemClock clock;
    StderrLog log;
    engine::Thread disk{loop.get_executor(), clock};
    std::promise<void> never;
    std::function<void()> hang = [&] { never.get_future().wait(); };
    net::spawn(loop.get_executor(), disk.run("writing targets", std::move(hang)));
    auto stop = [](engine::Thread& thread, boost::asio::io_context& of) -> net::Awaitable<void> {
        co_await thread.idle();
        of.stop();
    };
    net::spawn(loop.get_executor(), stop(disk, loop));
    AskBusy busy = [&] {
        std::vector<engine::Busy> all;
        if (auto job = disk.busy()) all.push_back(*std::move(job));
        return all;
    };
    net::spawn(loop.get_executor(), leave_at(clock, clock.in(200ms), std::move(busy), log, status));
    loop.run();
    std::_Exit(9);  // Not reached: joining the thread would block for ever.
}

TEST(ShutdownDeathTest, e11_a_job_that_never_returns_does_not_keep_us) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_EXIT(stop_while_a_job_never_returns(0), testing::ExitedWithCode(0),
                "did not stop in time: writing targets \\(0s\\); stopping anyway");
}

TEST(ShutdownDeathTest, s5_who_leaves_for_a_failure_ends_as_one_also_then) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_EXIT(stop_while_a_job_never_returns(1), testing::ExitedWithCode(1), "stopping anyway");
}

TEST(Shutdown, what_has_ended_is_waited_for_by_nobody) {
    boost::asio::io_context loop;
    net::SystemClock clock;
    StderrLog log;
    bool done = false;
    {
        engine::Thread disk{loop.get_executor(), clock};
        const net::CancelHandle deadline;
        AskBusy nobody = [] { return std::vector<engine::Busy>{}; };
        const int status = 0;
        net::spawn(loop.get_executor(),
                   leave_at(clock, clock.in(1h), std::move(nobody), log, status), deadline);
        auto stop = [](engine::Thread& thread, net::CancelHandle end,
                       bool& is_done) -> net::Awaitable<void> {
            co_await thread.idle();
            is_done = true;
            end.cancel();
        };
        net::spawn(loop.get_executor(), stop(disk, deadline, done));
        loop.run();
        EXPECT_EQ(disk.busy().has_value(), false);
    }
    EXPECT_TRUE(done);
}

}  // namespace
}  // namespace mailwatchd::app
