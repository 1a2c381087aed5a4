// Runs one mail session over a stream: connect, dialogue, goodbye. Decides nothing.
#pragma once

#include "model/mail_session.h"
#include "net/seam.h"
#include "proto/dialogue.h"

#include <string>

namespace mailwatchd::observe {

struct LookSettings {
    std::string helo_name;
    base::Duration connect_patience{};
    base::Duration greeting_patience{};
    base::Duration session_patience{};  ///< Without the connection and the wait for the greeting.
    /// After the greeting; then the session asks no more than it must. Zero: never.
    base::Duration session_enough{};
    std::size_t hosts_max = 64;      ///< Maximum concurrent sessions; an address never has two.
    base::Duration scheduled_gap{};  ///< Between scheduled sessions with one endpoint (net/pace.h).
    bool injects = false;            ///< A probe for injection (proto/dialogue.h).
};

/// Runs a dialogue to its end over a connected stream, and closes it. Returns the time that the
/// greeting took. All arguments must outlive the call.
net::Awaitable<base::Duration> drive(net::Clock& clock, net::Stream& stream,
                                     proto::SessionMachine& machine, const LookSettings& settings);

/// Never fails: the session's stage and failure say how far it got.
net::Awaitable<model::MailSession> look_at(net::Clock& clock, net::Connector& connector,
                                           model::Endpoint endpoint, LookSettings settings);

}  // namespace mailwatchd::observe
