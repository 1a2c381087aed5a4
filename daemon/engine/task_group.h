// Background work that nobody awaits, but that must end before the objects it uses are destroyed.
#pragma once

#include "net/spawn.h"

#include <algorithm>
#include <vector>

namespace mailwatchd::engine {

class TaskGroup {
public:
    explicit TaskGroup(net::Executor executor) : executor_{std::move(executor)} {}

    /// The objects that it uses must outlive `stop`.
    net::CancelHandle begin(net::Awaitable<void> work) {
        std::erase_if(all_, [](const net::CancelHandle& each) { return each.has_ended(); });
        net::CancelHandle stop;
        all_.push_back(stop);
        net::spawn(executor_, std::move(work), stop);
        if (is_stopping_) stop.cancel();
        return stop;
    }

    /// Cancels everything and returns when all work has ended, including work begun meanwhile.
    net::Awaitable<void> stop(net::Clock& clock) {
        constexpr base::Duration pause = std::chrono::milliseconds{20};
        is_stopping_ = true;
        for (std::size_t i = 0; i < all_.size(); ++i) all_[i].cancel();
        while (!std::ranges::all_of(all_, &net::CancelHandle::has_ended))
            co_await clock.sleep_until(clock.ticks() + pause);
    }

private:
    net::Executor executor_;
    std::vector<net::CancelHandle> all_;
    bool is_stopping_ = false;
};

}  // namespace mailwatchd::engine
