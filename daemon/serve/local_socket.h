// The control socket's place in the file system: who may connect, and what a dead daemon left.
#pragma once

#include "base/result.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include <string>

namespace mailwatchd::serve {

/// A listening socket at a path of the file system. Its end takes the path away.
class LocalSocket {
public:
    using Acceptor = boost::asio::local::stream_protocol::acceptor;

    /// Binds, mode 0660, the group where there is one of that name and we may. A socket that nobody
    /// answers is taken away first; one that is answered, or a file of another kind, is a failure
    /// that names the path.
    static base::Result<LocalSocket> bind(const boost::asio::any_io_executor& executor,
                                          const std::string& path, const std::string& group);
    LocalSocket(LocalSocket&& other) noexcept;
    LocalSocket& operator=(LocalSocket&&) = delete;
    ~LocalSocket();

    Acceptor& acceptor() { return acceptor_; }
    const std::string& path() const { return path_; }

private:
    LocalSocket(Acceptor acceptor, std::string path);

    Acceptor acceptor_;
    std::string path_;
};

}  // namespace mailwatchd::serve
