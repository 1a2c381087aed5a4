#include "engine/db_thread.h"

namespace mailwatchd::engine {

net::Awaitable<base::Outcome> DbThread::run(std::string_view what, Job job) {
    const auto done = std::make_shared<base::Outcome>();
    // A commit that has begun always completes; memory follows.
    std::function<void()> work = [this, done, job = std::move(job)] {
        *done = store_ ? job(*store_) : base::Failure{base::Errc::cancelled, "the store is closed"};
    };
    co_await thread_.run(std::string{what}, std::move(work));
    co_return *done;
}

net::Awaitable<void> DbThread::close() {
    std::function<void()> work = [this] { store_.reset(); };
    co_await thread_.run("closing the state", std::move(work));
}

}  // namespace mailwatchd::engine
