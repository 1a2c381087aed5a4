// DNS queries past every cache, so that a confirmation does not repeat a cached answer.
#pragma once

#include "net/seam.h"
#include "observe/freshness.h"

namespace mailwatchd::observe {

/// An answer, and how long it may come from a cache; zero if an authoritative server gave it.
struct FreshAnswer {
    base::Result<dns::Answer> answer;
    base::Duration cached_for{};
};

/// Queries the zone's authoritative servers with RD=0 (found by climbing to the nearest NS records,
/// then their addresses). If none of them answers, queries the resolver, past our own cache.
net::Awaitable<FreshAnswer> ask_past_caches(net::Resolver& resolver, dns::Question question,
                                            base::Ticks not_before, base::Deadline deadline);

/// All DNS queries of observations go through here. If `freshness` confirms, they go past all
/// caches, and its `cached_for` grows to the longest of the answers. A malformed answer becomes
/// server_failure, so that it proves nothing.
net::Awaitable<base::Result<dns::Answer>> ask(net::Resolver& resolver, dns::Question question,
                                              Freshness freshness, base::Deadline deadline);

}  // namespace mailwatchd::observe
