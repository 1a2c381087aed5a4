#include "engine/db_thread.h"

#include "engine/away.h"

#include <memory>

namespace mailwatchd::engine {

net::Awaitable<base::Outcome> DbThread::run(Job job) {
    const auto done = std::make_shared<base::Outcome>();
    // What is being committed is committed, and memory follows.
    std::function<void()> work = [this, done, job = std::move(job)] { *done = job(desk_); };
    co_await away(thread_, loop_, std::move(work));
    co_return *done;
}

}  // namespace mailwatchd::engine
