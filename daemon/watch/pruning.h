// Whether history may be deleted now. What is too old is told by the wall clock, which a dead clock
// battery, a restored image or a person can set to any year. Nothing is deleted while there is a
// reason to doubt it: too much history is an annoyance, too little cannot be repaired (failure C9).
#pragma once

#include "base/time.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace mailwatchd::watch {

enum class Pruning : std::uint8_t {
    allowed,
    too_early,   ///< After a start a time server needs time, and a person who notices more.
    in_future,   ///< The newest stored audit is later than now.
    too_long,    ///< It is further in the past than audits are apart.
    was_stepped  ///< The clock was stepped, and no time server keeps it.
};

/// What is known of the wall clock.
struct ClockEvidence {
    base::Duration up{};                ///< Since the start, by the clock that is never stepped.
    std::optional<bool> is_kept;        ///< By a time server; nothing if the kernel does not say.
    base::Duration stepped{};           ///< The largest step since the start.
    std::optional<base::Duration> gap;  ///< From the newest stored audit to the start; nothing in a
                                        ///< new state, whose times are of this clock.
    base::Duration longest_interval{};
};

/// Pruning waits for this long after each start.
inline constexpr base::Duration prune_after = std::chrono::hours{6};
/// A clock that a time server has kept for this long is right, whatever is stored.
inline constexpr base::Duration kept_is_right_after = std::chrono::hours{7 * 24};
/// An audit may be late by this much, or a machine off.
inline constexpr base::Duration gap_margin = std::chrono::hours{24};
/// A stored time may be this much later than now.
inline constexpr base::Duration future_margin = std::chrono::hours{1};
/// A smaller step deletes nothing that would not go soon.
inline constexpr base::Duration harmless_step = std::chrono::hours{1};

/// Whether the clock moved by more than an interval while the daemon was down, or back.
constexpr bool is_implausible(const ClockEvidence& seen) {
    return seen.gap &&
           (*seen.gap < -future_margin || *seen.gap > seen.longest_interval + gap_margin);
}

constexpr Pruning may_prune(const ClockEvidence& seen) {
    const bool is_kept = seen.is_kept.value_or(false);
    if (seen.up < prune_after) return Pruning::too_early;
    if (is_kept && seen.up >= kept_is_right_after) return Pruning::allowed;
    if (is_implausible(seen))
        return *seen.gap < base::Duration{} ? Pruning::in_future : Pruning::too_long;
    if (is_kept) return Pruning::allowed;
    // Some virtual machines and containers never say that their clock is kept.
    const auto step = seen.stepped < base::Duration{} ? -seen.stepped : seen.stepped;
    return step > harmless_step ? Pruning::was_stepped : Pruning::allowed;
}

/// For the journal and `doctor`; "" if history may be deleted, or soon.
constexpr std::string_view why_not(Pruning pruning) {
    switch (pruning) {
        case Pruning::in_future: return "the last stored audit is later than the clock";
        case Pruning::too_long: return "the clock is far ahead of the last stored audit";
        case Pruning::was_stepped: return "the clock was stepped and is not synchronised";
        case Pruning::allowed:
        case Pruning::too_early: break;
    }
    return "";
}

}  // namespace mailwatchd::watch
