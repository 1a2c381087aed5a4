// One DNS message out, one back: c-ares for retries, TCP where an answer is truncated, and the
// check that the reply is from whom and about what we asked (failures D5, D8). Private to net/.
#pragma once

#include "net/resolver.h"

#include <string>
#include <vector>

namespace mailwatchd::net {

struct ExchangeOptions {
    std::vector<ResolverSettings::Server> servers;  ///< Empty: /etc/resolv.conf.
    base::Duration timeout;
    int attempts;
    std::size_t first = 0;  ///< Which of the servers to begin with, round and round.
};

struct Exchanged {
    std::string reply;          ///< The message; empty where `status` says why.
    int status = 0;             ///< c-ares' ARES_….
    std::size_t servers = 0;    ///< How many there are.
    bool is_loopback = false;   ///< Every server that could have answered is on a loopback address.
    bool is_timed_out = false;  ///< The deadline passed first.
    bool is_cancelled = false;
};

/// Every exchange has a channel of its own: a fresh socket, so a fresh random port, and a query
/// that can be abandoned at any time. Any reply ends it, SERVFAIL and REFUSED too: c-ares 1.18
/// would go to the next server and in the end call them "could not contact DNS servers".
Awaitable<Exchanged> exchange(std::string query, ExchangeOptions options, base::Deadline deadline);

}  // namespace mailwatchd::net
