// The way to the store: jobs run one after the other where the loop does not wait for the disk.
#pragma once

#include "net/seam.h"
#include "store/store.h"

#include <functional>
#include <string_view>

namespace mailwatchd::engine {

class DbExecutor {
public:
    /// The store is the job's alone while it runs.
    using Job = std::function<base::Outcome(store::Store&)>;
    virtual ~DbExecutor() = default;
    /// Runs the job to its end, whatever becomes of the caller, and gives its outcome. `what` is a
    /// literal that says in a few words what it does, for the log.
    virtual net::Awaitable<base::Outcome> run(std::string_view what, Job job) = 0;
};

}  // namespace mailwatchd::engine
