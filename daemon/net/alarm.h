// Cancels a socket's operations at a deadline. Private to net/.
#pragma once

#include "net/seam.h"

#include <boost/asio/ip/tcp.hpp>

#include <memory>

namespace mailwatchd::net {

/// While it exists, operations on `socket` are cancelled from the deadline on, repeatedly: a
/// composed operation (TLS) may be between two waits when the first cancel comes.
class Alarm {
public:
    Alarm(boost::asio::ip::tcp::socket& socket, base::Deadline deadline);
    ~Alarm();
    Alarm(const Alarm&) = delete;
    Alarm& operator=(const Alarm&) = delete;

    bool has_gone_off() const;

private:
    struct State;
    static void wait(const std::shared_ptr<State>& state, base::Ticks when);
    std::shared_ptr<State> state_;
};

}  // namespace mailwatchd::net
