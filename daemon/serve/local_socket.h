// The control socket in the file system: permissions, and removal of a stale socket.
#pragma once

#include "base/result.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include <string>

namespace mailwatchd::serve {

/// A listening Unix socket.
class LocalSocket {
public:
    using Acceptor = boost::asio::local::stream_protocol::acceptor;

    /// Binds with mode 0660 and, if possible, the given group. Replaces a stale socket. Fails,
    /// naming the path, if another process listens there or the file is not a socket.
    static base::Result<LocalSocket> bind(const boost::asio::any_io_executor& executor,
                                          const std::string& path, const std::string& group);
    LocalSocket(const LocalSocket&) = delete;
    LocalSocket& operator=(const LocalSocket&) = delete;
    LocalSocket(LocalSocket&& other) noexcept;
    LocalSocket& operator=(LocalSocket&&) = delete;
    ~LocalSocket() { close(); }

    /// Closes it and removes its path. The object must outlive the operations on the acceptor:
    /// cancelling one refers to it, even after it was closed.
    void close();

    Acceptor& acceptor() { return acceptor_; }
    const std::string& path() const { return path_; }

private:
    LocalSocket(Acceptor acceptor, std::string path);

    Acceptor acceptor_;
    std::string path_;
};

}  // namespace mailwatchd::serve
