#include "serve/local_socket.h"

#include <cerrno>
#include <grp.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace mailwatchd::serve {

namespace asio = boost::asio;
using asio::local::stream_protocol;

namespace {

/// For owner and group; connecting needs write permission (unix(7)).
constexpr mode_t socket_mode = S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP;

base::Failure failure(const std::string& path, const std::string& why) {
    return {base::Errc::no_resources, "listen on " + path + ": " + why};
}

std::string last_error() { return std::generic_category().message(errno); }

bool is_socket(const std::string& path) {
    struct stat found = {};
    return ::lstat(path.c_str(), &found) == 0 && S_ISSOCK(found.st_mode);
}

/// The socket of a dead daemon refuses connections; that of a live one accepts them or has a full
/// backlog.
bool is_abandoned(const asio::any_io_executor& executor, const std::string& path) {
    stream_protocol::socket probe{executor};
    boost::system::error_code error;
    probe.open(stream_protocol{}, error);
    if (error) return false;
    probe.non_blocking(true, error);
    // Not through Asio, which would wait if the backlog is full.
    sockaddr_un at{};
    at.sun_family = AF_UNIX;
    path.copy(at.sun_path, sizeof at.sun_path - 1);
    return ::connect(probe.native_handle(), reinterpret_cast<sockaddr*>(&at), sizeof at) != 0 &&
           errno == ECONNREFUSED;
}

/// Sets mode and group. Returns the error, or "". The group stays as it is if we may not change it.
std::string admit(const std::string& path, const std::string& group) {
    if (::chmod(path.c_str(), socket_mode) != 0) return last_error();
    // Called at startup, before other threads exist. NOLINTNEXTLINE(concurrency-mt-unsafe)
    const auto* const found = group.empty() ? nullptr : ::getgrnam(group.c_str());
    if (found == nullptr) return {};
    constexpr auto same_owner = static_cast<uid_t>(-1);
    const bool done = ::lchown(path.c_str(), same_owner, found->gr_gid) == 0;
    return done || errno == EPERM ? std::string{} : last_error();
}

}  // namespace

LocalSocket::LocalSocket(Acceptor acceptor, std::string path)
    : acceptor_{std::move(acceptor)}, path_{std::move(path)} {}
LocalSocket::LocalSocket(LocalSocket&& other) noexcept
    : acceptor_{std::move(other.acceptor_)}, path_{std::exchange(other.path_, {})} {}

void LocalSocket::close() {
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    if (!path_.empty()) ::unlink(path_.c_str());
    path_.clear();
}

base::Result<LocalSocket> LocalSocket::bind(const asio::any_io_executor& executor,
                                            const std::string& path, const std::string& group) {
    if (path.size() >= sizeof(sockaddr_un{}.sun_path))
        return failure(path, "the path is longer than 107 bytes");
    const stream_protocol::endpoint endpoint{path};
    boost::system::error_code error;
    Acceptor acceptor{executor};
    acceptor.open(stream_protocol{}, error);
    if (!error) acceptor.bind(endpoint, error);
    if (error == asio::error::address_in_use) {
        if (!is_socket(path)) return failure(path, "the file exists and is not a socket");
        if (!is_abandoned(executor, path)) return failure(path, "another daemon uses this socket");
        ::unlink(path.c_str());
        acceptor.bind(endpoint, error);
    }
    if (error) return failure(path, error.message());
    LocalSocket bound{std::move(acceptor), path};
    if (const auto problem = admit(path, group); !problem.empty()) return failure(path, problem);
    bound.acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error) return failure(path, error.message());
    return bound;
}

}  // namespace mailwatchd::serve
