// The prober at one moment: its own machine and network, part by part. A value.
#pragma once

#include "base/time.h"

#include <cstdint>
#include <map>
#include <string>

namespace mailwatchd::observe {

/// Each part is what is wrong with it, in words for people; empty if it is healthy.
struct ProberHealth {
    base::Instant taken_at;
    base::Ticks ticks;     ///< The same on the clock that is never stepped.
    std::string resolver;  ///< It finds what exists, and nothing else.
    std::string ports;     ///< Nothing on the way answers for others on mail ports.
    std::string address;   ///< We have a route, and the address that others know us by.
    std::map<std::uint16_t, std::string> outbound;  ///< By port; only ports with a problem.
    /// Readings that changed alike at servers that have nothing to do with each other.
    std::string common_cause;

    bool resolver_healthy() const { return resolver.empty(); }
    /// Sessions say something about the other end. (A port of `outbound` may still be blocked.)
    bool sessions_healthy() const { return ports.empty() && address.empty(); }
    bool healthy() const {
        return resolver_healthy() && sessions_healthy() && outbound.empty() && common_cause.empty();
    }
    /// What is wrong with all sessions, whatever their port; "" if nothing.
    const std::string& of_sessions() const { return ports.empty() ? address : ports; }
    /// Everything that is wrong, in one line; "" if nothing.
    std::string cause() const;

    friend bool operator==(const ProberHealth&, const ProberHealth&) = default;
};

}  // namespace mailwatchd::observe
