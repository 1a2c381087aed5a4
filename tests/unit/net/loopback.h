// The real loop, for tests against servers in the test process.
#pragma once

#include "net/clock.h"
#include "net/spawn.h"

#include <boost/asio/io_context.hpp>

#include <optional>
#include <stdexcept>

namespace mailwatchd::test {

class Loopback {
public:
    boost::asio::io_context io{1};
    net::SystemClock clock;

    /// Runs `work` to its end while the servers run.
    template <class T>
    T run(net::Awaitable<T> work, const net::CancelHandle& stop = {}) {
        std::optional<T> result;
        net::spawn(io.get_executor(), keep(std::move(work), result), stop);
        run_until([&] { return result.has_value(); });
        return *std::move(result);
    }

    template <class Done>
    void run_until(Done done) {
        const auto until = clock.ticks() + std::chrono::seconds{20};
        while (!done()) {
            io.restart();
            io.run_one_for(std::chrono::seconds{1});
            if (clock.ticks() > until) throw std::runtime_error{"the test hangs"};
        }
    }

    base::Ticks started = clock.ticks();
    base::Duration elapsed() const { return clock.ticks() - started; }

private:
    template <class T>
    static net::Awaitable<void> keep(net::Awaitable<T> work, std::optional<T>& result) {
        auto value = co_await std::move(work);
        result.emplace(std::move(value));
    }
};

}  // namespace mailwatchd::test
