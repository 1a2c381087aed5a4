// Series of mail transactions, taken where we may and at the pace (docs/verdicts.md, Active tests):
// one visit an endpoint for all the kinds that are wanted of it, at most three sessions, one series
// for all targets.
#pragma once

#include "model/world.h"
#include "net/limiter.h"
#include "net/pace.h"
#include "net/seam.h"
#include "net/shared.h"
#include "observe/cache.h"
#include "observe/demand.h"
#include "observe/series/ourselves.h"
#include "observe/session/mail_look.h"
#include "observe/session/sessions.h"
#include "watch/permission.h"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace mailwatchd::observe {

using SeriesPtr = std::shared_ptr<const model::ActiveSeries>;

/// Sessions of one visit (docs/adr/0012): 24 RCPT, as many as all that is asked on port 25.
inline constexpr std::size_t visit_sessions_max = 3;
/// Before a deferred envelope is offered again, once (docs/adr/0012).
inline constexpr base::Duration deferral = std::chrono::minutes{20};

/// A provider whose hosts see no active test.
struct KeptOff {
    std::string provider;
    base::Instant until;
    bool operator==(const KeptOff&) const = default;
};

/// Wanted series of one endpoint, on behalf of a target.
struct Errand {
    model::TargetName target;
    model::ActiveMode mode = model::ActiveMode::off;
    model::Endpoint endpoint;
    std::vector<model::SeriesKind> kinds;
};

class Active {
public:
    struct Tools {
        net::Clock& clock;
        net::Resolver& resolver;
        net::Connector& connector;
        net::Pace& pace;
        Sessions& sessions;
        DnsblClient& dnsbls;
        LookNumbers& numbers;
    };
    using Key = std::pair<model::Endpoint, model::SeriesKind>;
    using Cache = ObservationCache<Key, model::ActiveSeries>;
    Active(Tools tools, LookSettings look, model::ActiveRules rules);

    /// Takes those series that we may take and that the demand does not find in memory. A passive
    /// session goes first; where it finds no server, nothing is said to it.
    net::Awaitable<void> visit(Errand errand, Demand demand);

    /// What a judge of that target sees: the latest series, or a closed one with the reason why it
    /// may not be taken; null where there is neither.
    SeriesPtr seen(const model::TargetName& target, model::ActiveMode mode,
                   const model::Needs::Series& wanted) const;
    SeriesPtr latest(const model::Endpoint& endpoint, model::SeriesKind kind) const {
        return cache_.latest({endpoint, kind});
    }
    const Cache& cache() const { return cache_; }
    Cache& cache() { return cache_; }

    /// Until when, by the wall clock of now.
    std::vector<KeptOff> kept_off() const;
    void restore(const std::vector<KeptOff>& providers);

    const model::ActiveRules& rules() const { return rules_; }
    /// After a reload.
    void set_settings(LookSettings look, model::ActiveRules rules);

private:
    using Kinds = std::vector<model::SeriesKind>;
    using Done = std::vector<SeriesPtr>;

    model::Reason why_closed(const Errand& errand, model::SeriesKind kind, bool looked) const;
    std::optional<base::Instant> blocked_until(const model::Endpoint& endpoint) const;
    net::Awaitable<void> look_at_ourselves(model::Address address);
    net::Awaitable<net::Shared<Done>::Value> fly(Errand errand, Purpose purpose);
    void keep_off(const model::Endpoint& endpoint);

    Tools tools_;
    LookSettings look_;
    model::ActiveRules rules_;
    net::Limiter places_;
    net::Shared<Done> flights_;
    Cache cache_;
    ObservationCache<model::Address, watch::Ourselves> ourselves_;
    std::map<std::string, base::Ticks> kept_off_;  ///< Until when, by provider.
};

}  // namespace mailwatchd::observe
