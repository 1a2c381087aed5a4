// When an inconclusive check runs again before its target's next audit: after 5 minutes, 30
// minutes, 3 hours and a day, and then once a day until it has been conclusive for the first time.
// Pure.
#pragma once

#include "model/state.h"
#include "watch/schedule.h"

#include <optional>

namespace mailwatchd::watch {

/// The longest wait.
inline constexpr base::Duration retry_wait_max = std::chrono::hours{24};

/// Whether the reason may be gone after a while without anybody's doing. The others are facts about
/// this machine, its configuration or the host's software, and wait for the next audit.
constexpr bool may_pass(model::Reason reason) {
    using enum model::Reason;
    switch (reason) {
        case timeout:
        case slow_greeting:
        case refused_us:
        case deferred:
        case dns_failure:
        case resolver_unfit:
        case prober_unhealthy:
        case too_few_sources:
        case interrupted: return true;
        default: return false;
    }
}

/// The time from the end of the target's last round until the first of its inconclusive checks is
/// to run again. Nothing if none is. Spread over the last tenth of the wait; targets with the same
/// `spread_key` alike.
std::optional<base::Duration> retry_wait(const model::TargetState& state, const Place& place);

}  // namespace mailwatchd::watch
