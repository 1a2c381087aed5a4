// Reloads of the configuration: read on another thread, applied on the loop, one at a time.
#pragma once

#include "app/web.h"
#include "control/commands.h"
#include "engine/thread.h"
#include "net/semaphore.h"

#include <cstdint>
#include <functional>

namespace mailwatchd::app {

class Reloader {
public:
    struct Tools {
        engine::RunBlocking run_blocking;
        std::function<void()> begin;                         ///< On the loop, before each reload.
        std::function<ServedPlan()> read;                    ///< Off the loop.
        std::function<control::Reloaded(ServedPlan)> apply;  ///< On the loop.
    };
    explicit Reloader(Tools tools) : tools_{std::move(tools)} {}

    /// Returns the result of a reload that started reading after this call.
    net::Awaitable<control::Reloaded> reload();
    /// A requested reload has not started reading yet, so it covers further requests.
    bool is_waiting() const { return asked_ > covered_; }

private:
    Tools tools_;
    net::Semaphore turn_{1};
    std::uint64_t asked_ = 0;
    std::uint64_t covered_ = 0;  ///< Requests covered by reloads that have started.
    control::Reloaded last_;
};

}  // namespace mailwatchd::app
