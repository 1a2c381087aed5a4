// The one thread that commits and then tells, so that the loop never waits for the disk.
#pragma once

#include "app/recorder.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/thread_pool.hpp>

namespace mailwatchd::app {

class Worker final : public Recorder {
public:
    Worker(boost::asio::any_io_executor loop, Desk desk) : loop_{std::move(loop)}, desk_{desk} {}
    /// Waits for the job under way and those queued behind it.
    ~Worker() override { thread_.join(); }
    net::Awaitable<base::Outcome> run(Job job) override;

private:
    boost::asio::any_io_executor loop_;
    Desk desk_;
    boost::asio::thread_pool thread_{1};
};

}  // namespace mailwatchd::app
