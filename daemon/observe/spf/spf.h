// SPF lookups (RFC 7208) for a domain, and for one sender.
#pragma once

#include "model/spf.h"
#include "net/seam.h"
#include "observe/cache.h"
#include "observe/freshness.h"
#include "proto/spf/evaluation.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace mailwatchd::observe {

using SpfPtr = std::shared_ptr<const model::SpfLook>;

/// Never fails: a DNS failure gives temperror. Ends within 20 s.
net::Awaitable<model::SpfEvaluation> evaluate_spf(net::Clock& clock, net::Resolver& resolver,
                                                  mailwatchd::spf::Request request);

/// The domain's record with everything that it includes. Never fails: failures are part of the
/// result. A freshness that confirms goes past caches for the domain's own record, which is the
/// reading; included records come from the resolver again.
net::Awaitable<SpfPtr> look_at_spf(net::Clock& clock, net::Resolver& resolver, std::string domain,
                                   Freshness freshness);

/// Looks up domains, each once at a time, and caches the latest result of each.
class SpfLooks {
public:
    using Cache = ObservationCache<std::string, model::SpfLook>;

    SpfLooks(net::Clock& clock, net::Resolver& resolver, LookNumbers& numbers)
        : clock_{clock}, resolver_{resolver}, cache_{clock, numbers} {}

    net::Awaitable<SpfPtr> look(std::string domain, Freshness freshness);

    /// Null if there is none.
    SpfPtr latest(const std::string& domain) const { return cache_.latest(domain); }
    const Cache& cache() const { return cache_; }
    /// From the latest lookup that the DNS answered: a failure does not remove hosts.
    std::vector<model::SpfSender> senders(const std::string& domain) const;
    void restore(const SpfPtr& look);
    void forget(base::Ticks before,
                const std::function<bool(const std::string& domain)>& is_wanted);

private:
    net::Awaitable<base::Result<SpfPtr>> fly(std::string domain, Freshness freshness);
    void note_answer(const SpfPtr& look);

    net::Clock& clock_;
    net::Resolver& resolver_;
    Cache cache_;
    std::map<std::string, SpfPtr> answered_;  ///< The latest results other than temperror.
};

}  // namespace mailwatchd::observe
