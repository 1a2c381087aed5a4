// On the way to the store: whoever's job meets a state that was damaged in use, the daemon hears of
// it, once. The store has moved the file aside by then, and only a new start begins anew.
#pragma once

#include "base/log.h"
#include "engine/db_executor.h"

#include <functional>

namespace mailwatchd::engine {

class DamageWatch final : public DbExecutor {
public:
    /// `leave` is called on the loop, after the one line that says what happened.
    DamageWatch(DbExecutor& db, base::Log& log, std::function<void()> leave);
    net::Awaitable<base::Outcome> run(std::string_view what, Job job) override;

private:
    DbExecutor& db_;
    base::Log& log_;
    std::function<void()> leave_;
    bool is_said_ = false;
};

}  // namespace mailwatchd::engine
