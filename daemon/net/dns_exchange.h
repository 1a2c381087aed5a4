// Sends one DNS message to one server and receives its reply: over UDP, and again over TCP if the
// reply is truncated (RFC 7766 §5). Private to net/.
#pragma once

#include "net/resolver.h"

#include <string>

namespace mailwatchd::net {

/// Every exchange has a socket of its own with a random port, connected so that nobody but the
/// server can reply (failure D8). Ends after `timeout` per transport, or at the deadline. Failures:
/// timed_out, refused, unreachable, …, cancelled; their detail does not name the question.
Awaitable<base::Result<std::string>> exchange(std::string query, ResolverSettings::Server server,
                                              base::Duration timeout, base::Deadline deadline);

}  // namespace mailwatchd::net
