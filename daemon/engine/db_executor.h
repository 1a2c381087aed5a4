// Access to the store: jobs run one after the other, off the event loop.
#pragma once

#include "net/seam.h"
#include "store/store.h"

#include <functional>
#include <string_view>

namespace mailwatchd::engine {

class DbExecutor {
public:
    /// While it runs, the job has the store to itself.
    using Job = std::function<base::Outcome(store::Store&)>;
    virtual ~DbExecutor() = default;
    /// Runs the job to its end, even if the caller is cancelled, and returns its outcome. `what` is
    /// a literal that describes the job for the log.
    virtual net::Awaitable<base::Outcome> run(std::string_view what, Job job) = 0;
};

}  // namespace mailwatchd::engine
