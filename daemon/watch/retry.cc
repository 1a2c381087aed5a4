#include "watch/retry.h"

#include <algorithm>
#include <array>

namespace mailwatchd::watch {

namespace {

using namespace std::chrono_literals;
using base::Duration;

/// From the end of an inconclusive run to the next one.
constexpr std::array<Duration, 4> waits{5min, 30min, 3h, 24h};
static_assert(waits.back() == retry_wait_max);

/// The spread of a wait, as a share of it.
constexpr int spread_share = 10;

/// The wait after the last of its runs. One that was only judged, after a confirmation, waits as
/// after its first run.
std::optional<Duration> wait_of(const model::CheckState& check) {
    if (!check.is_inconclusive() || !may_pass(check.last_reason)) return std::nullopt;
    const std::size_t runs = std::max<std::size_t>(check.inconclusive_runs, 1);
    if (runs <= waits.size()) return waits[runs - 1];
    if (runs > waits.size() && !check.concluded) return retry_wait_max;
    return std::nullopt;
}

}  // namespace

std::optional<Duration> retry_wait(const model::TargetState& state, const Place& place) {
    std::optional<Duration> shortest;
    for (const auto& check : state.checks)
        if (const auto wait = wait_of(check); wait && (!shortest || *wait < *shortest))
            shortest = wait;
    if (shortest) *shortest -= spread(place, "retry", *shortest / spread_share);
    return shortest;
}

}  // namespace mailwatchd::watch
