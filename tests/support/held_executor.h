// Access to a store that a test can hold up or make fail.
#pragma once

#include "engine/db_executor.h"
#include "support/simulated_clock.h"

#include <chrono>
#include <string>
#include <vector>

namespace mailwatchd::test {

/// What the test does to the disk; must outlive the executor.
struct Disk {
    bool is_held = false;  ///< Jobs wait until it is false.
    int failures = 0;      ///< This many next jobs fail; negative: all do.
    base::Errc why = base::Errc::no_resources;
    std::string only;               ///< If set, only jobs of this name fail or are held.
    std::vector<std::string> done;  ///< Names of the completed jobs.
};

class HeldExecutor final : public engine::DbExecutor {
public:
    HeldExecutor(SimulatedClock& clock, store::Store& store, Disk& disk)
        : clock_{clock}, store_{store}, disk_{disk} {}

    net::Awaitable<base::Outcome> run(std::string_view what, Job job) override {
        const std::string name{what};
        const bool concerns = disk_.only.empty() || disk_.only == name;
        while (concerns && disk_.is_held) {
            co_await net::forget_cancellation();  // A job that has begun completes.
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
