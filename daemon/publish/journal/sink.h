// Transitions as entries of the journal.
//
// sd_journal_sendv(3) returns success when journald's socket is missing, and blocks while the queue
// of the socket is full. So each delivery first asks the kernel whether the socket has a reader and
// room for one more datagram, for some seconds at most. One gap remains: if other programs fill the
// queue between this question and the call, the call blocks until journald reads again or restarts.
// Therefore call `deliver` only on a thread that nothing else needs.
#pragma once

#include "base/time.h"
#include "publish/event_sink.h"

#include <functional>
#include <string>
#include <vector>

namespace mailwatchd::publish {

inline constexpr const char* journald_socket = "/run/systemd/journal/socket";

/// How long to wait for room: journald reads nothing while it syncs to the disk.
inline constexpr base::Duration journald_patience = std::chrono::seconds{3};

/// Success if the datagram socket at the path has a reader and room for one more. Waits up to
/// `patience` for the room, then fails with `timed_out`.
base::Outcome await_room(const std::string& socket_path, base::Duration patience);

class JournalSink final : public EventSink {
public:
    /// Takes one entry; 0, or a negative errno. The default is sd_journal_sendv(3).
    using Send = std::function<int(const std::vector<std::string>& fields)>;
    JournalSink();
    JournalSink(Send send, std::string socket_path, base::Duration patience)
        : send_{std::move(send)}, socket_path_{std::move(socket_path)}, patience_{patience} {}

    std::string_view name() const override { return "journal"; }
    base::Outcome deliver(const model::Transition& transition) override;

private:
    Send send_;
    std::string socket_path_;
    base::Duration patience_;
};

/// Whether the descriptor is the journal's: systemd puts its "device:inode" into $JOURNAL_STREAM,
/// which may be null.
bool is_journal_stream(const char* journal_stream, int descriptor);

}  // namespace mailwatchd::publish
