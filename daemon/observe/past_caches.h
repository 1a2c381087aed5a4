// Asking past every cache, so that a confirmation is a second look and not the first one again
// (docs/adr/0024).
#pragma once

#include "net/seam.h"
#include "observe/demand.h"

namespace mailwatchd::observe {

/// An answer, and for how long the one who gave it may only have remembered it: zero where it was
/// a server of the zone.
struct FreshAnswer {
    base::Result<dns::Answer> answer;
    base::Duration cached_for{};
};

/// Asks the zone's own servers (found by climbing to the nearest NS records, then their addresses),
/// RD=0. Where none of them answers, asks the resolver, past our own cache.
net::Awaitable<FreshAnswer> ask_past_caches(net::Resolver& resolver, dns::Question question,
                                            base::Ticks not_before, base::Deadline deadline);

/// The one way in which observations ask the DNS: past all caches where the demand confirms, whose
/// `cached_for` then grows to the longest of its answers. An answer that breaks its grammar is no
/// answer: server_failure, so that it proves nothing.
net::Awaitable<base::Result<dns::Answer>> ask(net::Resolver& resolver, dns::Question question,
                                              Demand demand, base::Deadline deadline);

}  // namespace mailwatchd::observe
