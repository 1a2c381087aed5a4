#include "app/shutdown.h"

#include "base/duration.h"

#include <cstdlib>

namespace mailwatchd::app {

namespace {

std::string words(const std::vector<engine::Busy>& busy) {
    std::string text;
    for (const auto& [what, so_long] : busy)
        text.append(text.empty() ? "" : ", ")
            .append(what)
            .append(" (")
            .append(base::to_text(std::chrono::floor<std::chrono::seconds>(so_long)))
            .append(")");
    return text.empty() ? "something" : text;
}

}  // namespace

net::Awaitable<void> leave_at(net::Clock& clock, base::Deadline deadline, AskBusy busy,
                              base::Log& log, const int& status) {
    co_await clock.sleep_until(deadline.at);
    const bool cancelled = co_await net::is_cancelled();
    if (cancelled) co_return;
    log.write(base::Severity::warning,
              "did not stop in time: " + words(busy()) + "; stopping anyway");
    std::_Exit(status);
}

}  // namespace mailwatchd::app
