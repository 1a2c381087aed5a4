// When a target is due next. Pure arithmetic on whole milliseconds in 64 bits (promise 5, failures
// C1-C5, C7). Uses whole seconds of UTC, never a time zone.
//
// A target is due at the slots of a grid: multiples of its interval, shifted by a hash of its mail
// hosts, or up to one jitter later. Late rounds and jitter never move the grid, so errors do not
// add up. Targets that share mail hosts share the grid and are observed together. From the
// beginning of one audit to the next is never more than interval + jitter, if nothing keeps the
// daemon from it.
#pragma once

#include "base/time.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mailwatchd::watch {

/// The longest sleep: after a step of the clock the due times are computed again (failure C5).
inline constexpr base::Duration sleep_max = std::chrono::hours{1};

/// Overdue targets are spread over at most this time at the start.
inline constexpr base::Duration overdue_spread_max = std::chrono::minutes{10};

struct Timing {
    base::Duration interval;
    base::Duration jitter;  ///< Maximum; no more than half the freshness is used.
};

/// Spreads targets over the interval, the same way after every restart.
struct Place {
    std::string install_id;
    std::string target;
    /// The canonical MX set (reading `mx`), or the own name if there is none.
    std::string spread_key;
};

/// The slot after a round that began at `began`, normally one interval later. After the first audit
/// (which runs immediately) or a long outage that slot may be less than a quarter of the interval
/// away, where it would only repeat the result, and the one after it more than an interval. Then
/// the target is due once between the two, at least a quarter of the interval from each audit.
base::Instant next_due(const Timing& timing, const Place& place, base::Instant began);

/// A time up to `most`, the same one for the same place and purpose.
base::Duration spread(const Place& place, std::string_view purpose, base::Duration most);

/// Corrects a stored due time at the start. Overdue ones are spread over minutes (C1). Times beyond
/// one interval (the clock was wrong, or the interval is new) are cut to it (C3).
base::Instant due_after_start(const Timing& timing, const Place& place, base::Instant due,
                              base::Instant now);

/// The due times of all targets, on the clock that is never stepped: a step of the wall clock moves
/// none of them (C3).
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
