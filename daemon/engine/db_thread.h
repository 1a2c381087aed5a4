// The one thread that commits and then tells, so that the loop never waits for the disk.
#pragma once

#include "engine/db_executor.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/thread_pool.hpp>

namespace mailwatchd::engine {

class DbThread final : public DbExecutor {
public:
    DbThread(boost::asio::any_io_executor loop, Desk desk) : loop_{std::move(loop)}, desk_{desk} {}
    /// Waits for the job under way and those queued behind it.
    ~DbThread() override { thread_.join(); }
    net::Awaitable<base::Outcome> run(Job job) override;

private:
    boost::asio::any_io_executor loop_;
    Desk desk_;
    boost::asio::thread_pool thread_{1};
};

}  // namespace mailwatchd::engine
