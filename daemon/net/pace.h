// How often we bother an address (promise 6; docs/verdicts.md, Active tests; failures A2, P11).
// One session at a time to an address, a gap between sessions, a longer one on the same port, and
// one scheduled session an hour per address and port. For the daemon and the tool together.
#pragma once

#include "net/seam.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace mailwatchd::net {

/// Why somebody wants a session. Only `scheduled` ones are held to the hour.
enum class Purpose : std::uint8_t { scheduled, confirming, demand };

struct PaceRules {
    base::Duration gap = std::chrono::seconds{2};  ///< From a session's end to the next, any port.
    base::Duration port_gap = std::chrono::seconds{30};  ///< The same on one port.
    base::Duration scheduled_gap =
        std::chrono::hours{1};  ///< From a scheduled session's start, per port.
};

/// The longest that a server which sent us away is left alone.
inline constexpr base::Duration block_max = std::chrono::hours{24 * 7};

/// What is known of one address, as the store keeps it (table `pace`).
struct PaceRecord {
    model::Address address;
    std::optional<base::Instant> last_session;   ///< End of the latest one.
    std::optional<base::Instant> blocked_until;  ///< No active tests before this.
    base::Duration patience{};  ///< The greeting patience that it needed; 0: none known.
    struct Port {
        std::uint16_t port = 0;
        std::optional<base::Instant> last_session;    ///< End of the latest one.
        std::optional<base::Instant> last_scheduled;  ///< Start of the latest scheduled one.
    };
    std::vector<Port> ports;
};

/// The right to one session with one address; its destructor ends the session for the pace.
class Turn {
public:
    Turn() = default;
    Turn(Turn&& other) noexcept;
    Turn& operator=(Turn&& other) noexcept;
    ~Turn();
    void end();

    struct Book;  ///< All addresses, in pace.cc; turns keep it alive.

private:
    friend class Pace;
    Turn(std::shared_ptr<Book> book, const model::Address& address, std::uint16_t port);
    std::shared_ptr<Book> book_;
    std::optional<model::Address> address_;
    std::uint16_t port_ = 0;
};

class Pace {
public:
    /// The clock must outlive every turn.
    Pace(Clock& clock, PaceRules rules);

    /// Waits until a session with `address` on `port` is due. First come first served among those
    /// that may go. Failures: not_allowed where there is no turn before the deadline (told at once
    /// where that is known at once), cancelled. Neither says anything about the remote end.
    Awaitable<base::Result<Turn>> turn(model::Address address, std::uint16_t port, Purpose purpose,
                                       base::Deadline deadline);

    /// A server that sent us away: no active tests until then, in `block_max` at the latest,
    /// however the wall clock is set meanwhile. The caller asks before it is active.
    void block(const model::Address& address, base::Instant until);
    std::optional<base::Instant> blocked_until(const model::Address& address) const;

    /// The patience that a slow greeting needed; 0 forgets it.
    void remember_patience(const model::Address& address, base::Duration patience);
    base::Duration patience(const model::Address& address) const;

    /// All that is worth keeping; the past only, no waiters. One address: what to store after a
    /// turn.
    std::vector<PaceRecord> snapshot() const;
    std::optional<PaceRecord> snapshot(const model::Address& address) const;
    /// At start. A moment in the future counts as now (failure C3), a block ends in `block_max` at
    /// the latest, a patience is model::greeting_patience_max at most.
    void restore(const std::vector<PaceRecord>& records);
    /// After a reload; turns that already wait keep their place.
    void set_rules(PaceRules rules);

    std::size_t waiting() const;

private:
    std::shared_ptr<Turn::Book> book_;
};

}  // namespace mailwatchd::net
