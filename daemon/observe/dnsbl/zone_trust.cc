#include "observe/dnsbl/zone_trust.h"

#include <algorithm>

namespace mailwatchd::observe {

using model::ZoneState;

namespace {

bool is_failing(ZoneState state) { return state == ZoneState::silent || state == ZoneState::empty; }

}  // namespace

std::optional<ZoneState> not_asked(const model::Zone& zone, bool has_key) {
    if (zone.retired) return ZoneState::retired;
    if (!zone.enabled) return ZoneState::off;
    if (!has_key) return ZoneState::no_credential;
    return std::nullopt;
}

bool holds(const model::ZoneHealth& known, base::Ticks taken, const Demand& demand,
           base::Ticks now) {
    if (!model::is_proof(known.state)) return false;
    // Both were stamped together, so their difference does not depend on later steps of the clock.
    const bool is_resting = now < taken + (known.ask_again - known.taken_at);
    if (known.state == ZoneState::blocked) return is_resting;
    // A pending change of the list itself justifies an extra test.
    if (is_resting && demand.purpose != Purpose::confirming) return true;
    return taken >= demand.not_before;
}

model::ZoneHealth follow(const model::ZoneHealth* before, base::Duration ago,
                         model::ZoneHealth now) {
    if (now.state == ZoneState::blocked) now.ask_again = now.taken_at + blocked_pause;
    if (!is_failing(now.state)) return now;
    const bool failed_before = before != nullptr && is_failing(before->state);
    const auto failing =
        failed_before ? before->taken_at - before->failing_since + ago : base::Duration{};
    now.failing_since = now.taken_at - failing;
    if (failing >= quarantine_min) now.ask_again = now.taken_at + std::min(failing, quarantine_max);
    return now;
}

}  // namespace mailwatchd::observe
