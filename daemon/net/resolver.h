// DNS over the network, with our own messages.
#pragma once

#include "net/seam.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

namespace mailwatchd::net {

/// Called once per question sent to a server or set of servers, with the outcome: "noerror",
/// "nxdomain", "servfail", "refused", "timeout", "malformed", "unreachable", "cancelled", …, a
/// closed set that fits a label. `took` covers all tries.
using DnsHook = std::function<void(std::string_view outcome, base::Duration took)>;

struct ResolverSettings {
    struct Server {
        model::Address address;
        std::uint16_t port = 53;
    };
    std::vector<Server> servers;  ///< Empty: /etc/resolv.conf, read again for every question.
    base::Duration timeout =
        std::chrono::seconds{2};  ///< Of a first try; each further one has twice as long.
    int attempts = 3;             ///< Per server.
    /// `automatic`: if every server has a loopback address (RFC 6698 Appendix A.3).
    enum class TrustAd { automatic, always, never };
    TrustAd trust_ad = TrustAd::automatic;
    std::size_t in_flight_max = 512;  ///< Maximum questions in flight; sockets are limited (Y3).
    std::uint16_t direct_port = 53;   ///< Of the servers in AskOptions.
    /// Special-purpose addresses that may be asked directly. Others never are, because the owner of
    /// a zone decides where its servers are (promise 6, A1).
    std::vector<model::Prefix> allow_direct;
    DnsHook hook;
};

/// Every question has its own socket, port and id (D8). Follows CNAME chains across messages, at
/// most eleven links (D6). Failures: timed_out, server_failure, malformed, refused, cancelled. Uses
/// `clock` for deadlines only; it must be the SystemClock.
std::unique_ptr<Resolver> make_resolver(Clock& clock, ResolverSettings settings);

struct DnsCacheSettings {
    /// Caps every TTL, also of negative answers.
    base::Duration ttl_max = std::chrono::minutes{1};
    std::size_t entries_max = 20'000;
    std::size_t bytes_max = std::size_t{32} * 1024 * 1024;  ///< Approximately.
};

/// Adds single flight and a short cache to any Resolver, which must outlive it. Failures are not
/// cached. `AskOptions::not_before` skips older answers and older flights.
std::unique_ptr<Resolver> make_caching_resolver(Clock& clock, Resolver& inner,
                                                DnsCacheSettings settings);

}  // namespace mailwatchd::net
