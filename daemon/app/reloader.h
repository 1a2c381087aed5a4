// A new configuration: read where the loop waits for no file, applied on the loop, one after the
// other however many are asked for.
#pragma once

#include "app/web.h"
#include "control/commands.h"
#include "engine/thread.h"
#include "net/limiter.h"

#include <cstdint>
#include <functional>

namespace mailwatchd::app {

class Reloader {
public:
    struct Tools {
        engine::RunBlocking run_blocking;
        std::function<void()> begin;                         ///< On the loop, before each.
        std::function<ServedPlan()> read;                    ///< Off the loop.
        std::function<control::Reloaded(ServedPlan)> apply;  ///< On the loop.
    };
    explicit Reloader(Tools tools) : tools_{std::move(tools)} {}

    /// Returns what became of a reload that began to read after this was called.
    net::Awaitable<control::Reloaded> reload();
    /// One that was asked for has not begun to read: it will do for whoever asks now.
    bool is_waiting() const { return asked_ > covered_; }

private:
    Tools tools_;
    net::Limiter turn_{1};
    std::uint64_t asked_ = 0;
    std::uint64_t covered_ = 0;  ///< Of those asked for, by a reload that began afterwards.
    control::Reloaded last_;
};

}  // namespace mailwatchd::app
