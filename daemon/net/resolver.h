// The DNS over the network: our own messages, c-ares for their transport.
#pragma once

#include "net/seam.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

namespace mailwatchd::net {

/// Called once a question sent to a server or set of servers, with how it ended: "noerror",
/// "nxdomain", "servfail", "refused", "timeout", "malformed", "unreachable", "cancelled", …: a
/// closed set, fit for a label; and how long after it was sent, all tries together.
using DnsHook = std::function<void(std::string_view outcome, base::Duration took)>;

struct ResolverSettings {
    struct Server {
        model::Address address;
        std::uint16_t port = 53;
    };
    std::vector<Server> servers;  ///< Empty: /etc/resolv.conf, read again for every question.
    base::Duration timeout = std::chrono::seconds{2};  ///< Of a first try; c-ares doubles it.
    int attempts = 3;                                  ///< Per server.
    /// `automatic`: where every server is a loopback address (RFC 6698 Appendix A.3).
    enum class TrustAd { automatic, always, never };
    TrustAd trust_ad = TrustAd::automatic;
    std::size_t in_flight_max = 512;  ///< Questions on the wire at once (failure Y3).
    std::uint16_t direct_port = 53;   ///< Of the servers in AskOptions.
    /// Special-purpose addresses that may be asked directly all the same; others never are, because
    /// whoever owns a zone says where its servers are (promise 6, failure A1).
    std::vector<model::Prefix> allow_direct;
    DnsHook hook;
};

/// Every question has a socket, a port and an id of its own (failure D8). Follows CNAME chains that
/// leave a message, eleven links in all (failure D6). Failures: timed_out, server_failure,
/// malformed, refused, cancelled. Uses `clock` for deadlines only; it must be the SystemClock.
std::unique_ptr<Resolver> make_resolver(Clock& clock, ResolverSettings settings);

struct DnsCacheSettings {
    base::Duration ttl_max = std::chrono::minutes{1};  ///< Caps every TTL; negative answers too.
    std::size_t entries_max = 20'000;
};

/// Single flight and a short memory in front of any Resolver, which must outlive it. Failures are
/// not remembered. `AskOptions::not_before` passes older answers and older flights by.
std::unique_ptr<Resolver> make_caching_resolver(Clock& clock, Resolver& inner,
                                                DnsCacheSettings settings);

}  // namespace mailwatchd::net
