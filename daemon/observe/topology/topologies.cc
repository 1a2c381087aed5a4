#include "observe/topology/topologies.h"

#include "net/spawn.h"

#include <algorithm>

namespace mailwatchd::observe {

namespace {

/// A query for a host's addresses was not answered.
bool lacks_answers(const model::Topology& topology) {
    return std::ranges::any_of(topology.hosts, [](const model::Host& host) {
        return host.failure && base::is_temporary(host.failure->code);
    });
}

}  // namespace

net::Awaitable<TopologyPtr> Topologies::look(DiscoveryScope scope, Freshness freshness) {
    const auto target = scope.target.name;
    const bool is_address = model::Address::parse(target).has_value();
    auto spf_freshness = freshness;
    if (freshness.past_caches()) {  // Confirming the MX set needs no new SPF record.
        spf_freshness.purpose = Purpose::scheduled;
        spf_freshness.not_before = base::Ticks::min();
        spf_freshness.cached_for = {};
    }
    if (!is_address) co_await spf_.look(target, std::move(spf_freshness));
    scope.spf_senders = spf_.senders(target);
    const auto known = cache_.latest(target, freshness.not_before);
    if (known && !(freshness.retries && lacks_answers(*known))) co_return known;
    scope.known = cache_.latest(target);
    const auto taken = clock_.ticks();
    auto found = co_await discover(clock_, resolver_, std::move(scope), std::move(freshness));
    const bool stopped = co_await net::is_cancelled();
    if (!stopped && found->mail != model::Topology::Mail::unknown)
        cache_.remember(target, found, taken);
    co_return found;
}

}  // namespace mailwatchd::observe
