#include "app/reloader.h"

#include <memory>

namespace mailwatchd::app {

net::Awaitable<control::Reloaded> Reloader::reload() {
    const auto mine = ++asked_;
    const auto permit = co_await turn_.acquire();
    if (!permit || covered_ >= mine) co_return last_;
    covered_ = asked_;
    tools_.begin();
    const auto read = std::make_shared<ServedPlan>();
    std::function<void()> work = [this, read] { *read = tools_.read(); };
    co_await tools_.run_blocking("reading the configuration", std::move(work));
    last_ = tools_.apply(std::move(*read));
    co_return last_;
}

}  // namespace mailwatchd::app
