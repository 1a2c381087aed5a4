// The only thread that commits, so that the event loop never waits for the disk. Owns the store.
#pragma once

#include "engine/db_executor.h"
#include "engine/thread.h"

#include <memory>

namespace mailwatchd::engine {

class DbThread final : public DbExecutor {
public:
    DbThread(net::Executor loop, const net::Clock& clock, std::unique_ptr<store::Store> store)
        : store_{std::move(store)}, thread_{std::move(loop), clock} {}
    net::Awaitable<base::Outcome> run(std::string_view what, Job job) override;

    /// Returns when all jobs are done and the store is closed. Later jobs fail, and the destructor
    /// no longer waits.
    net::Awaitable<void> close();
    /// The job that runs now, and since when.
    std::optional<Busy> busy() const { return thread_.busy(); }

private:
    std::unique_ptr<store::Store> store_;  ///< Used only on the thread.
    Thread thread_;
};

}  // namespace mailwatchd::engine
