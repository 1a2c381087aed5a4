// How new an observation must be, and how it is made.
#pragma once

#include "base/time.h"
#include "net/pace.h"

#include <memory>

namespace mailwatchd::observe {

using net::Purpose;

/// A stored observation is used if it was taken at `not_before` or later. One in progress is joined
/// if it began no earlier and with at least that patience.
struct Freshness {
    Purpose purpose = Purpose::scheduled;
    base::Ticks not_before;
    /// For the greeting of a mail session; 0: the configured one.
    base::Duration greeting_patience{};

    /// Observe again what was inconclusive, however new that is. Only the pace holds it back.
    bool retries = false;

    /// Time between two audits of the target; 0: there is only one.
    base::Duration interval{};

    /// How long the resolver may keep answering from its cache. Written by rechecks that did not
    /// reach the zone's authoritative servers. Null: not needed.
    std::shared_ptr<base::Duration> cached_for = {};

    /// Skip our cache and the resolver's: a confirmation from a cache confirms nothing.
    bool past_caches() const { return purpose == Purpose::confirming; }
};

}  // namespace mailwatchd::observe
