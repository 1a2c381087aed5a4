// Vouches for what is taken over TCP, by whatever code: the prober's health from before and after
// it, and what controls say. No session becomes a reading without it.
#pragma once

#include "observe/prober/port_controls.h"
#include "observe/prober/prober.h"

#include <map>
#include <string>

namespace mailwatchd::observe {

/// Whether what was taken says anything about the other end.
struct Surety {
    std::string trouble;  ///< Why not: what is wrong with us; "": it does.
    watch::Caveat caveat =
        watch::Caveat::nothing;  ///< It does, but no control shows that it is not our own doing.

    bool is_trusted() const { return trouble.empty(); }
};

class TcpGuard {
public:
    /// All arguments must outlive it.
    TcpGuard(net::Clock& clock, Prober& prober, PortControls& controls);

    /// Before a session. `trouble` is what makes every session worthless.
    net::Awaitable<Surety> before();
    /// After a session, or an attempt at one: with what was known before it. If a port that is
    /// known to be open, or a port 25 of which nothing is known, does not greet, controls are
    /// asked.
    net::Awaitable<Surety> after(Surety before, std::shared_ptr<const model::MailSession> session);

    /// What keeps active probes of that port from being made; "" if nothing.
    std::string trouble_of(std::uint16_t port) const;
    /// Asks the controls of all ports that have a problem. Does nothing if there is none.
    net::Awaitable<void> recheck();
    PortControls& controls() { return controls_; }

private:
    struct Trouble {
        watch::Met met = watch::Met::nothing;
        std::string words;
        base::Ticks at;     ///< When it was last seen.
        base::Ticks since;  ///< When it was first seen.
    };

    net::Awaitable<Surety> judge(const model::MailSession& session, watch::Met met);
    net::Awaitable<std::vector<watch::ControlAnswer>> ask_about_25(watch::Neighbourhood suspect,
                                                                   watch::Met met);
    std::string blame(std::uint16_t port, watch::Met met, const std::string& others);
    void absolve(std::uint16_t port);
    bool is_theirs(std::uint16_t port) const;
    void acquit(std::uint16_t port);
    net::Awaitable<void> recheck_port(std::uint16_t port);
    void publish();

    net::Clock& clock_;
    Prober& prober_;
    PortControls& controls_;
    std::map<std::uint16_t, Trouble> troubles_;
    /// Until when what is met on a port is believed although all controls met the same.
    std::map<std::uint16_t, base::Ticks> theirs_until_;
};

}  // namespace mailwatchd::observe
