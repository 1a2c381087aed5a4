// When is a target due next? Pure arithmetic on whole milliseconds in 64 bits (promise 5,
// failures C1-C5, C7); only whole seconds of UTC, never a time zone.
//
// A target is due at the slots of a grid: multiples of its interval, moved by a hash of its mail
// hosts. Late rounds and jitter never move the grid, so nothing accumulates; targets that share
// mail hosts share the grid and are looked at together.
#pragma once

#include "base/time.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace mailwatchd::watch {

/// No sleep is longer: after a step of the clock the due times are looked at again (failure C5).
inline constexpr base::Duration sleep_max = std::chrono::hours{1};

/// Longest spread of what was overdue at a start; soon, but not all at once.
inline constexpr base::Duration overdue_spread_max = std::chrono::minutes{10};

struct Plan {
    base::Duration interval;
    base::Duration jitter;  ///< At most; no more than half the freshness is used.
};

/// What spreads targets over the interval, the same after every restart.
struct Place {
    std::string install_id;
    std::string target;
    std::string spread_key;  ///< The canonical MX set (reading `mx`); the own name where none.
};

/// The slot after a round that began at `began`. In the rhythm that is one interval on; after the
/// first audit (at once, that needs no arithmetic) or a long outage it is the first slot at least a
/// quarter of the interval away, since a nearer one would show what was just seen. So two rounds
/// are never more than 5/4 of the interval apart, and a year of 12d23h has 28 or 29 of them.
base::Instant next_due(const Plan& plan, const Place& place, base::Instant began);

/// A stored due time at a start: overdue ones are spread over minutes (failure C1), times beyond an
/// interval (the clock was wrong when they were stored, or the interval is new) are cut to it
/// (failure C3).
base::Instant due_after_start(const Plan& plan, const Place& place, base::Instant due,
                              base::Instant now);

/// Who is due when, on the clock that is never stepped: a step of the wall clock moves nobody
/// (failure C3).
class Schedule {
public:
    void set(const std::string& target, base::Ticks due);
    void remove(const std::string& target);
    std::optional<base::Ticks> due_of(const std::string& target) const;
    /// The first `max` of those due at `now`, the longest overdue first. They stay until set or
    /// removed.
    std::vector<std::string> due(base::Ticks now, std::size_t max) const;
    std::size_t count_due(base::Ticks now) const;
    std::optional<base::Ticks> next() const;
    std::size_t size() const { return due_.size(); }

private:
    std::map<std::string, base::Ticks, std::less<>> due_;
    std::set<std::pair<base::Ticks, std::string>> order_;
};

}  // namespace mailwatchd::watch
