// Transitions as entries of the journal (PLATFORM.md 2.3).
//
// sd_journal_sendv(3) says success when journald's socket is not there, and waits for ever while
// journald takes nothing. So each delivery first asks the socket itself whether somebody listens
// and has room. Between that and the sending others may fill the queue: then the call does wait,
// until journald takes one entry or is started anew. It stands on a thread of its own for that.
#pragma once

#include "base/time.h"
#include "publish/event_sink.h"

#include <functional>
#include <string>
#include <vector>

namespace mailwatchd::publish {

inline constexpr const char* journald_socket = "/run/systemd/journal/socket";

/// How long journald may have no room: it syncs to the disk in between.
inline constexpr base::Duration journald_patience = std::chrono::seconds{3};

/// Whether a datagram socket is at the path, with somebody who reads it and room for one more.
/// Waits for the room as long as `patience`; then `timed_out`.
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

/// Whether the descriptor is the journal's: systemd says its "device:inode" in $JOURNAL_STREAM,
/// which may be null.
bool is_journal_stream(const char* journal_stream, int descriptor);

}  // namespace mailwatchd::publish
