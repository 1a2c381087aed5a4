// How an observation is asked for.
#pragma once

#include "base/time.h"
#include "net/pace.h"

#include <memory>

namespace mailwatchd::observe {

using net::Purpose;

/// An observation serves if it was taken at `not_before` or later; one under way is joined where it
/// began no earlier and with at least that patience (docs/adr/0024).
struct Demand {
    Purpose purpose = Purpose::scheduled;
    base::Ticks not_before;
    base::Duration greeting_patience{};  ///< For the greeting of a mail session; 0: the settings'.

    /// How long the resolver may go on answering from its cache: written by looks of a confirmation
    /// that did not reach the zone's own servers. Null: nobody wants to know.
    std::shared_ptr<base::Duration> cached_for = {};

    /// Past our own and the resolver's caches: a confirmation that reads a cache confirms nothing.
    bool past_caches() const { return purpose == Purpose::confirming; }
};

}  // namespace mailwatchd::observe
