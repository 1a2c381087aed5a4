// The one thread that commits, so that the loop never waits for the disk. It owns the store.
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

    /// Returns when all jobs are done and the store is closed; later ones fail. After it the
    /// destructor waits for nothing.
    net::Awaitable<void> close();
    /// What the disk does just now, and for how long.
    std::optional<Busy> busy() const { return thread_.busy(); }

private:
    std::unique_ptr<store::Store> store_;  ///< The thread's alone.
    Thread thread_;
};

}  // namespace mailwatchd::engine
