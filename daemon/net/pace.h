// How often an address is probed (promise 6, docs/verdicts.md, Active tests, failures A2, P11): one
// session at a time per address, a gap between sessions, a longer gap on the same port, and one
// scheduled session per hour for each address and port. The daemon and the tool share these rules.
#pragma once

#include "net/seam.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace mailwatchd::net {

/// The purpose of a session. Only `scheduled` ones are limited to one per hour.
enum class Purpose : std::uint8_t { scheduled, confirming, requested };

struct PaceRules {
    base::Duration gap = std::chrono::seconds{2};  ///< From a session's end to the next, any port.
    base::Duration port_gap = std::chrono::seconds{30};  ///< The same on one port.
    /// From a scheduled session's start, per port.
    base::Duration scheduled_gap = std::chrono::hours{1};
};

/// Maximum backoff for a server that rejected the prober.
inline constexpr base::Duration block_max = std::chrono::hours{24 * 7};

/// The stored state of one address (table `pace`).
struct PaceRecord {
    model::Address address;
    std::optional<base::Instant> last_session;   ///< End of the latest one.
    std::optional<base::Instant> blocked_until;  ///< No active tests before this.
    base::Duration patience{};  ///< The greeting patience that it needed; 0: unknown.
    struct Port {
        std::uint16_t port = 0;
        std::optional<base::Instant> last_session;    ///< End of the latest one.
        std::optional<base::Instant> last_scheduled;  ///< Start of the latest scheduled one.
    };
    std::vector<Port> ports;
};

/// The right to one session with one address. The destructor ends the session for the pacing.
class Lease {
public:
    Lease() = default;
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    Lease(Lease&& other) noexcept;
    Lease& operator=(Lease&& other) noexcept;
    ~Lease();
    void end();

    struct PaceTable;  ///< All addresses, in pace.cc; turns keep it alive.

private:
    friend class Pace;
    Lease(std::shared_ptr<PaceTable> table, const model::Address& address, std::uint16_t port);
    std::shared_ptr<PaceTable> table_;
    std::optional<model::Address> address_;
    std::uint16_t port_ = 0;
};

class Pace {
public:
    /// The clock must outlive every turn.
    Pace(Clock& clock, PaceRules rules);

    /// Waits until a session with `address` on `port` is allowed. First come, first served among
    /// those that are due. Failures: not_allowed if that is not before the deadline (immediately if
    /// known in advance), cancelled. Neither is a fact about the remote end.
    Awaitable<base::Result<Lease>> lease(model::Address address, std::uint16_t port,
                                         Purpose purpose, base::Deadline deadline);

    /// Records that a server rejected the prober: no active tests until then, but for at most
    /// `block_max`, even if the wall clock is changed. Callers check this before active tests.
    void block(const model::Address& address, base::Instant until);
    std::optional<base::Instant> blocked_until(const model::Address& address) const;

    /// Stores the patience that a slow greeting needed; 0 removes it.
    void remember_patience(const model::Address& address, base::Duration patience);
    base::Duration patience(const model::Address& address) const;

    /// Everything worth storing, without waiters. With an address: what to store after a turn.
    std::vector<PaceRecord> snapshot() const;
    std::optional<PaceRecord> snapshot(const model::Address& address) const;
    /// At the start. A time in the future counts as now (failure C3). A block lasts at most
    /// `block_max`, a patience is at most model::greeting_patience_max.
    void restore(const std::vector<PaceRecord>& records);
    /// For a reload; turns that already wait keep their place.
    void set_rules(PaceRules rules);

    std::size_t waiting() const;

private:
    std::shared_ptr<Lease::PaceTable> table_;
};

}  // namespace mailwatchd::net
