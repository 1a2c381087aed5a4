#include "observe/zone_trust.h"

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

bool holds(const model::ZoneHealth& known, const Demand& demand, base::Instant now) {
    if (!model::is_proof(known.state)) return false;
    const bool is_resting = now < known.ask_again;
    if (known.state == ZoneState::blocked) return is_resting;
    // A doubt about the list itself is worth asking out of turn.
    if (is_resting && demand.purpose != Purpose::confirming) return true;
    return known.taken_at >= demand.not_before;
}

model::ZoneHealth follow(const model::ZoneHealth* before, model::ZoneHealth now) {
    if (now.state == ZoneState::blocked) now.ask_again = now.taken_at + blocked_pause;
    if (!is_failing(now.state)) return now;
    const bool failed_before = before != nullptr && is_failing(before->state);
    now.failing_since = failed_before ? before->failing_since : now.taken_at;
    const auto failing = now.taken_at - now.failing_since;
    if (failing >= quarantine_min) now.ask_again = now.taken_at + std::min(failing, quarantine_max);
    return now;
}

}  // namespace mailwatchd::observe
