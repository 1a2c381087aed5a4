// Damps a reading that changes back and forth. Time counts, not the number of observations: how
// often we look is our own choice.
//
// It flaps from the fifth change within 24 hours, if that change returns to one of the values
// before. Values that move on, such as those of renewed certificates, never flap. Flapping ends
// when 24 hours have passed since the last change: at the first observation after them, however
// late that is.
//
// What is reported:
// - at the start, that it flaps, and its value;
// - meanwhile, every value that is not one of those it changes between, and once in 24 hours that
// it
//   still flaps, and its value;
// - at the end, its value, even if it is the one that was reported last.
#pragma once

#include "watch/standing.h"

#include <algorithm>

namespace mailwatchd::watch {

inline constexpr Seconds flap_window = 24 * 60 * 60;

/// Whether `at` is within the 24 hours before `now`. A time in the future is an error of a clock
/// (failure C3) and does not count.
constexpr bool is_recent(Seconds at, Seconds now) {
    return at != 0 && at <= now && now - at < flap_window;
}

/// Whether a change now, after the earlier ones of `history`, is one too many within 24 hours.
constexpr bool is_too_often(const History& history, Seconds now) {
    return std::ranges::all_of(
        history.changes, [now](const PastChange& change) { return is_recent(change.at, now); });
}

/// Makes it the newest one; forgets the oldest.
constexpr void remember(History& history, PastChange change) {
    auto& changes = history.changes;
    std::shift_right(changes.begin(), changes.end(), 1);
    changes.front() = change;
}

}  // namespace mailwatchd::watch
