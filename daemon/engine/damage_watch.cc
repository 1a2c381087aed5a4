#include "engine/damage_watch.h"

#include <memory>
#include <string>
#include <utility>

namespace mailwatchd::engine {

DamageWatch::DamageWatch(DbExecutor& db, base::Log& log, std::function<void()> leave)
    : db_{db}, log_{log}, leave_{std::move(leave)} {}

/// Asks the store instead of trusting the outcome: the job may have failed for another reason, or
/// may not have reported the store's failure.
net::Awaitable<base::Outcome> DamageWatch::run(std::string_view what, Job job) {
    const auto aside = std::make_shared<std::string>();
    Job watched = [aside, job = std::move(job)](store::Store& store) {
        auto outcome = job(store);
        if (store.state() == store::Store::State::broken) *aside = store.recovered_from();
        return outcome;
    };
    const auto outcome = co_await db_.run(what, std::move(watched));
    if (!aside->empty() && !std::exchange(is_said_, true)) {
        log_.write(base::Severity::error, "the state was damaged in use and moved to " + *aside +
                                              "; exiting with a failure, so that the next start "
                                              "begins from a new silent baseline");
        leave_();
    }
    co_return outcome;
}

}  // namespace mailwatchd::engine
