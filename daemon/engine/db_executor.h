// The way to the store: jobs run one after the other where the loop does not wait for the disk.
#pragma once

#include "net/seam.h"
#include "publish/event_sink.h"
#include "store/store.h"

#include <functional>

namespace mailwatchd::engine {

/// What a job may touch. Both are the worker's alone.
struct Desk {
    store::Store& store;
    publish::EventSink& teller;
};

class DbExecutor {
public:
    using Job = std::function<base::Outcome(Desk)>;
    virtual ~DbExecutor() = default;
    /// Runs the job to its end, whatever becomes of the caller, and gives its outcome.
    virtual net::Awaitable<base::Outcome> run(Job job) = 0;
};

/// Runs every job at once where it is called: for the simulated clock.
class InlineDbExecutor final : public DbExecutor {
public:
    explicit InlineDbExecutor(Desk desk) : desk_{desk} {}
    net::Awaitable<base::Outcome> run(Job job) override { co_return job(desk_); }

private:
    Desk desk_;
};

}  // namespace mailwatchd::engine
