#include "publish/journal/sink.h"

#include "publish/journal/entry.h"

#include <cerrno>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#define SD_JOURNAL_SUPPRESS_LOCATION  // Do not add our source file and line.
#include <systemd/sd-journal.h>

namespace mailwatchd::publish {

namespace {

int send_to_journal(const std::vector<std::string>& fields) {
    std::vector<iovec> parts;
    parts.reserve(fields.size());
    for (const auto& field : fields)
        parts.push_back(
            {const_cast<char*>(field.data()), field.size()});  // NOLINT(*const-cast): read only
    return sd_journal_sendv(parts.data(), static_cast<int>(parts.size()));
}

base::Failure failure(int error) {
    return {base::Errc::no_resources, "journal: " + std::generic_category().message(error)};
}

/// A datagram socket, closed in the destructor.
class Probe {
public:
    Probe() : descriptor_{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)} {}
    ~Probe() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    Probe(const Probe&) = delete;
    Probe& operator=(const Probe&) = delete;

    /// 0, or an errno: ENOENT if nothing is at the path, ECONNREFUSED if nobody reads it.
    int connect(const std::string& path) const {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        if (descriptor_ < 0) return EMFILE;
        if (path.size() >= sizeof address.sun_path) return ENAMETOOLONG;
        path.copy(address.sun_path, path.size());
        const auto* const to =
            reinterpret_cast<const sockaddr*>(&address);  // NOLINT(*cast): its use
        return ::connect(descriptor_, to, sizeof address) == 0 ? 0 : errno;
    }

    /// 0 as soon as the other end's queue has room, ETIMEDOUT if it has none in time.
    int await_room(base::Duration patience) const {
        pollfd waiting{descriptor_, POLLOUT, 0};
        const auto ready = ::poll(&waiting, 1, static_cast<int>(patience.count()));
        if (ready < 0) return errno;
        if (ready == 0) return ETIMEDOUT;
        return (waiting.revents & POLLOUT) != 0 ? 0 : ECONNREFUSED;
    }

private:
    int descriptor_;
};

}  // namespace

base::Outcome await_room(const std::string& socket_path, base::Duration patience) {
    const Probe probe;
    if (const auto error = probe.connect(socket_path); error != 0) return failure(error);
    if (const auto error = probe.await_room(patience); error != 0) {
        if (error != ETIMEDOUT) return failure(error);
        return base::Failure{base::Errc::timed_out, "journal: its queue is full"};
    }
    return {};
}

JournalSink::JournalSink() : JournalSink{send_to_journal, journald_socket, journald_patience} {}

base::Outcome JournalSink::deliver(const model::Transition& transition) {
    if (auto room = await_room(socket_path_, patience_); !room) return room;
    const int sent = send_(journal_fields(transition));
    if (sent < 0) return failure(-sent);
    return {};
}

bool is_journal_stream(const char* journal_stream, int descriptor) {
    struct stat seen {};
    if (journal_stream == nullptr || ::fstat(descriptor, &seen) != 0) return false;
    return std::to_string(seen.st_dev) + ':' + std::to_string(seen.st_ino) == journal_stream;
}

}  // namespace mailwatchd::publish
