// Cancels a socket's operations at a deadline. Private to net/.
#pragma once

#include "net/seam.h"
#include "net/spawn.h"

#include <boost/system/error_code.hpp>

#include <functional>
#include <memory>

namespace mailwatchd::net {

/// While it exists, operations on `socket` are cancelled from the deadline on, repeatedly: a
/// composed operation (TLS) may be between two waits when the first cancel comes.
class Timer {
public:
    template <class Socket>
    Timer(Socket& socket, base::Deadline deadline)
        : Timer{socket.get_executor(), deadline, [&socket] {
                    boost::system::error_code ignored;
                    socket.cancel(ignored);
                }} {}
    ~Timer();
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;

    bool has_expired() const;

private:
    Timer(const Executor& executor, base::Deadline deadline, std::function<void()> cancel);
    struct State;
    static void wait(const std::shared_ptr<State>& state, base::Ticks when);
    std::shared_ptr<State> state_;
};

}  // namespace mailwatchd::net
