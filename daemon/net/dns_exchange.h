// Sends one DNS message and receives one. c-ares does retries and TCP for truncated answers, and
// checks that the reply comes from the queried server and is about the question (failures D5, D8).
// Private to net/.
#pragma once

#include "net/resolver.h"

#include <string>
#include <vector>

namespace mailwatchd::net {

struct ExchangeOptions {
    std::vector<ResolverSettings::Server> servers;  ///< Empty: /etc/resolv.conf.
    base::Duration timeout;
    int attempts;
    std::size_t first = 0;  ///< Which server to begin with, modulo their number.
};

struct Exchanged {
    std::string reply;          ///< The message; empty if `status` reports an error.
    int status = 0;             ///< c-ares' ARES_….
    std::size_t servers = 0;    ///< Their number.
    bool is_loopback = false;   ///< Every server that could have answered has a loopback address.
    bool is_timed_out = false;  ///< The deadline passed first.
    bool is_cancelled = false;
};

/// Every exchange has its own channel: a new socket with a new random port, and a query that can be
/// abandoned at any time. Any reply ends it, including SERVFAIL and REFUSED: c-ares 1.18 would try
/// the next server and finally report "could not contact DNS servers".
Awaitable<Exchanged> exchange(std::string query, ExchangeOptions options, base::Deadline deadline);

}  // namespace mailwatchd::net
