// The state of one reading of one subject, in 32 bytes.
#pragma once

#include "base/time.h"
#include "model/reading.h"
#include "model/verdict.h"
#include "watch/values.h"

#include <array>
#include <compare>
#include <cstdint>

namespace mailwatchd::watch {

using SubjectId = std::uint32_t;   ///< The row id of the subject; 0 is none.
using ArgumentId = std::uint16_t;  ///< Of a block list, relay case or check; 0 is none.

/// Whole seconds of Unix time; 0 is never.
using Seconds = std::uint32_t;
constexpr Seconds seconds_of(base::Instant when) {
    const auto count = std::chrono::floor<std::chrono::seconds>(when).time_since_epoch().count();
    constexpr std::int64_t most = UINT32_MAX;
    return static_cast<Seconds>(count < 0 ? 0 : count > most ? most : count);
}
constexpr base::Instant instant_of(Seconds when) {
    return base::Instant{std::chrono::seconds{when}};
}

struct Key {
    SubjectId subject = 0;
    std::uint8_t reading = 0;  ///< ReadingKind::number.
    ArgumentId argument = 0;

    constexpr std::uint64_t packed() const {
        return (std::uint64_t{subject} << 32) | (std::uint64_t{reading} << 16) | argument;
    }
    auto operator<=>(const Key&) const = default;
};

struct Standing {
    SubjectId subject = 0;
    ArgumentId argument = 0;
    std::uint8_t reading = 0;        ///< ReadingKind::number.
    std::uint8_t streak = 0;         ///< Observations that agreed on the candidate.
    ValueId value = value::unknown;  ///< The confirmed value; unknown before the baseline.
    /// The differing value of the last conclusive observation.
    ValueId candidate = value::unknown;
    Seconds since = 0;                           ///< When the value was confirmed.
    std::uint32_t looked_at = 0;                 ///< Number of the last conclusive observation.
    Seconds run_at = 0;                          ///< Time of the last observation of any kind.
    std::uint16_t generation = 0;                ///< Confirmed changes since the baseline.
    model::Reason reason = model::Reason::none;  ///< Of the last observation.
    bool flapping = false;  ///< Its changes are recorded; flapping.h says what is reported.

    constexpr Key key() const { return {subject, reading, argument}; }
    constexpr bool has_candidate() const { return candidate != value::unknown; }
    bool operator==(const Standing&) const = default;
};
static_assert(sizeof(Standing) == 32, "61 MiB for 100,000 targets with 20 standings each");

/// A confirmed change of the past.
struct PastChange {
    Seconds at = 0;                 ///< 0: none.
    ValueId from = value::unknown;  ///< The value that it ended.
    bool operator==(const PastChange&) const = default;
};
inline constexpr std::size_t past_changes_max = 4;

/// Additional fields of a standing that has changed.
struct History {
    Seconds born = 0;                   ///< Time of the baseline; part of every transition's id.
    ValueId reported = value::unknown;  ///< The value reported last (initially the baseline).
    Seconds reported_at = 0;            ///< When it was; 0: it is the baseline.
    std::array<PastChange, past_changes_max> changes{};  ///< The latest, newest first.
    bool operator==(const History&) const = default;
};

struct Row {
    Standing standing;
    History history;
    bool operator==(const Row&) const = default;
};

/// A standing that needs a recheck: it has a candidate, or a greeting was slow.
struct PendingChange {
    Key key;
    base::Ticks next_recheck;
    /// The same as the wall clock showed it: for the state and a restart.
    base::Instant stored_as;
    std::uint8_t rechecks = 0;  ///< Made since the change became pending; bounded.
    bool operator==(const PendingChange&) const = default;
};

}  // namespace mailwatchd::watch
