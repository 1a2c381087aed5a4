// SPF as the DNS has it (RFC 7208): of a domain, and of one sender.
#pragma once

#include "model/spf.h"
#include "net/seam.h"
#include "observe/cache.h"
#include "observe/demand.h"
#include "proto/spf/evaluation.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace mailwatchd::observe {

using SpfPtr = std::shared_ptr<const model::SpfLook>;

/// Never fails: what the DNS did not say is a temperror. Ends within 20 s.
net::Awaitable<model::SpfEvaluation> evaluate_spf(net::Clock& clock, net::Resolver& resolver,
                                                  spf::Request request);

/// The domain's record with all that it includes. Never fails: failures stand inside. A demand that
/// confirms asks past caches for the domain's own record, which is the reading; what it includes is
/// asked of the resolver again.
net::Awaitable<SpfPtr> look_at_spf(net::Clock& clock, net::Resolver& resolver, std::string domain,
                                   Demand demand);

/// Looks at domains, each once at a time, and remembers the latest of each.
class SpfLooks {
public:
    using Cache = ObservationCache<std::string, model::SpfLook>;

    SpfLooks(net::Clock& clock, net::Resolver& resolver, LookNumbers& numbers)
        : clock_{clock}, resolver_{resolver}, cache_{clock, numbers} {}

    net::Awaitable<SpfPtr> look(std::string domain, Demand demand);

    /// Null where there was none.
    SpfPtr latest(const std::string& domain) const { return cache_.latest(domain); }
    const Cache& cache() const { return cache_; }
    /// Of the latest look that the DNS answered: a failure does not take hosts away.
    std::vector<model::SpfSender> senders(const std::string& domain) const;
    void restore(const SpfPtr& look);
    void forget(base::Ticks before,
                const std::function<bool(const std::string& domain)>& is_wanted);

private:
    net::Awaitable<base::Result<SpfPtr>> fly(std::string domain, Demand demand);
    void note_answer(const SpfPtr& look);

    net::Clock& clock_;
    net::Resolver& resolver_;
    Cache cache_;
    std::map<std::string, SpfPtr> answered_;  ///< The latest that was no temperror.
};

}  // namespace mailwatchd::observe
