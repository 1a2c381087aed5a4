#include "watch/schedule.h"

#include "base/digest.h"
#include "watch/freshness.h"

#include <algorithm>
#include <cstdint>

namespace mailwatchd::watch {

namespace {

using base::Duration;
using base::Instant;

/// A 60-bit hash that is the same on every machine and in every version, unlike std::hash.
std::int64_t hash(std::string_view install_id, std::string_view what, std::string_view salt) {
    std::string text{install_id};
    text.append("\n").append(salt).append("\n").append(what);
    std::int64_t bits = 0;
    for (const char digit : base::sha256_hex(text).substr(0, 15))
        bits = bits * 16 + (digit <= '9' ? digit - '0' : digit - 'a' + 10);
    return bits;
}

/// A jitter of at most `most` for this target and cycle. Never negative: the slot just served is
/// never ahead.
Duration jitter_of(Duration most, const Place& place, std::int64_t cycle) {
    if (most <= Duration::zero()) return {};
    const auto bits = hash(place.install_id, place.target, "jitter " + std::to_string(cycle));
    return Duration{bits % (most.count() + 1)};
}

/// At most half the freshness, so that targets with shared mail hosts still share observations.
Duration usable_jitter(const Timing& timing) {
    const auto most = std::max(freshness(timing.interval) / 2, Duration::zero());
    return std::clamp(timing.jitter, Duration::zero(), most);
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

}  // namespace

Instant next_due(const Timing& timing, const Place& place, Instant began) {
    const auto interval = std::max(timing.interval, Duration{1});
    const Duration phase{hash(place.install_id, place.spread_key, "phase") % interval.count()};
    const auto within = began.time_since_epoch() + interval - phase;
    const auto cycle = floor_div(within.count(), interval.count());
    const Instant slot{phase + cycle * interval};
    const auto wait = slot - began;
    if (wait < interval / 4) return began + interval / 4 + 3 * wait;
    return slot + jitter_of(usable_jitter(timing), place, cycle);
}

Duration spread(const Place& place, std::string_view purpose, Duration most) {
    if (most <= Duration::zero()) return {};
    return Duration{hash(place.install_id, place.spread_key, purpose) % most.count()};
}

Instant due_after_start(const Timing& timing, const Place& place, Instant due, Instant now) {
    if (due > now) return std::min(due, now + std::max(timing.interval, Duration::zero()));
    return now + spread(place, "overdue", std::min(overdue_spread_max, freshness(timing.interval)));
}

void Schedule::set(const std::string& target, base::Ticks due) {
    remove(target);
    due_.emplace(target, due);
    order_.emplace(due, target);
}

void Schedule::remove(const std::string& target) {
    const auto found = due_.find(target);
    if (found == due_.end()) return;
    order_.erase({found->second, target});
    due_.erase(found);
}

std::optional<base::Ticks> Schedule::due_of(const std::string& target) const {
    const auto found = due_.find(target);
    return found == due_.end() ? std::nullopt : std::optional{found->second};
}

std::vector<std::string> Schedule::due(base::Ticks now, std::size_t max) const {
    std::vector<std::string> names;
    for (const auto& [at, target] : order_) {
        if (at > now || names.size() == max) break;
        names.push_back(target);
    }
    return names;
}

std::size_t Schedule::count_due(base::Ticks now) const {
    std::size_t count = 0;
    for (auto at = order_.begin(); at != order_.end() && at->first <= now; ++at) ++count;
    return count;
}

std::optional<base::Ticks> Schedule::next() const {
    return order_.empty() ? std::nullopt : std::optional{order_.begin()->first};
}

}  // namespace mailwatchd::watch
