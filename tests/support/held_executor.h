// A way to the store that a test holds up, and that fails when it says so.
#pragma once

#include "engine/db_executor.h"
#include "support/simulated_clock.h"

#include <chrono>
#include <string>
#include <vector>

namespace mailwatchd::test {

/// What the test does to the disk; outlives the executor.
struct Disk {
    bool is_held = false;  ///< Jobs wait for it to be false.
    int failures = 0;      ///< The next so many jobs fail; negative: all do.
    base::Errc why = base::Errc::no_resources;
    std::string only;               ///< Where set, only jobs of this name fail or are held.
    std::vector<std::string> done;  ///< Names of the jobs that were done.
};

class HeldExecutor final : public engine::DbExecutor {
public:
    HeldExecutor(SimulatedClock& clock, store::Store& store, Disk& disk)
        : clock_{clock}, store_{store}, disk_{disk} {}

    net::Awaitable<base::Outcome> run(std::string_view what, Job job) override {
        const std::string name{what};
        const bool concerns = disk_.only.empty() || disk_.only == name;
        while (concerns && disk_.is_held) {
            co_await net::forget_cancellation();  // What has begun goes to its end.
            co_await clock_.sleep_until(clock_.ticks() + std::chrono::milliseconds{10});
        }
        if (concerns && disk_.failures != 0) {
            if (disk_.failures > 0) --disk_.failures;
            co_return base::Failure{disk_.why, "the disk"};
        }
        disk_.done.push_back(name);
        co_return job(store_);
    }

private:
    SimulatedClock& clock_;
    store::Store& store_;
    Disk& disk_;
};

}  // namespace mailwatchd::test
