// Cancels a socket's operations at a deadline. Private to net/.
#pragma once

#include "net/seam.h"

#include <boost/asio/ip/tcp.hpp>

#include <memory>

namespace mailwatchd::net {

/// While it exists, operations on `socket` are cancelled from the deadline on, repeatedly: a
/// composed operation (TLS) may be between two waits when the first cancel comes.
class Timer {
public:
    Timer(boost::asio::ip::tcp::socket& socket, base::Deadline deadline);
    ~Timer();
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;

    bool has_expired() const;

private:
    struct State;
    static void wait(const std::shared_ptr<State>& state, base::Ticks when);
    std::shared_ptr<State> state_;
};

}  // namespace mailwatchd::net
