// Work of its own that somebody began and nobody waits for, but that must have ended before the
// rooms it works in are gone.
#pragma once

#include "net/spawn.h"

#include <algorithm>
#include <vector>

namespace mailwatchd::engine {

class Works {
public:
    explicit Works(net::Executor executor) : executor_{std::move(executor)} {}

    /// What it refers to outlives the end of `stop`.
    net::Stop begin(net::Awaitable<void> work) {
        std::erase_if(all_, [](const net::Stop& each) { return each.has_ended(); });
        const net::Stop stop;
        all_.push_back(stop);
        net::spawn(executor_, std::move(work), stop);
        return stop;
    }

    /// Cancels everything and returns when all has ended.
    net::Awaitable<void> stop(net::Clock& clock) {
        constexpr base::Duration pause = std::chrono::milliseconds{20};
        for (const auto& each : all_) each.now();
        while (!std::ranges::all_of(all_, &net::Stop::has_ended))
            co_await clock.sleep_until(clock.ticks() + pause);
    }

private:
    net::Executor executor_;
    std::vector<net::Stop> all_;
};

}  // namespace mailwatchd::engine
