// Wraps access to the store: the first job that finds the state damaged during operation makes the
// daemon exit. The store has already replaced the file by a new one; only a restart can use it.
#pragma once

#include "base/log.h"
#include "engine/db_executor.h"

#include <functional>

namespace mailwatchd::engine {

class DamageWatch final : public DbExecutor {
public:
    /// `leave` is called on the loop, after the log line.
    DamageWatch(DbExecutor& db, base::Log& log, std::function<void()> leave);
    net::Awaitable<base::Outcome> run(std::string_view what, Job job) override;

private:
    DbExecutor& db_;
    base::Log& log_;
    std::function<void()> leave_;
    bool is_said_ = false;
};

}  // namespace mailwatchd::engine
