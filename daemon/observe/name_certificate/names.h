// The certificates that endpoints show under host names other than the one of their shared session.
#pragma once

#include "net/semaphore.h"
#include "observe/cache.h"
#include "observe/name_certificate/turns.h"
#include "observe/session/sessions.h"

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

namespace mailwatchd::observe {

class NameCertificates {
public:
    struct Key {
        model::AddressPort place;
        std::string host;
        auto operator<=>(const Key&) const = default;
    };
    using Cache = ObservationCache<Key, model::NameCertificate>;
    using HostNames =
        std::function<std::set<std::string, std::less<>>(const model::Subject& endpoint)>;

    /// All arguments must outlive it.
    NameCertificates(net::Clock& clock, LookNumbers& numbers, Sessions& sessions)
        : clock_{clock}, sessions_{sessions}, cache_{clock, numbers} {}

    /// Whether the endpoint's latest session leaves open what its host name is shown, and the
    /// answer is missing or too old.
    bool is_open(const model::Endpoint& endpoint, const Freshness& freshness) const;
    /// Asks the name if it is its turn. Names of one endpoint are asked one after the other.
    net::Awaitable<void> look(model::Endpoint endpoint, Freshness freshness);

    /// What is known of the name; nothing if the shared session answers for it.
    std::optional<model::SeenName> seen(const model::Endpoint& endpoint) const;
    Cache& cache() { return cache_; }
    const Cache& cache() const { return cache_; }
    /// Removes names taken before then that no target has.
    void forget(base::Ticks before, const HostNames& host_names);

private:
    struct Place {
        net::Semaphore line{1};
        base::Instant shared_at;  ///< The shared session that `begun` counts from.
        std::size_t begun = 0;
    };
    Place& place_of(const model::Endpoint& endpoint);
    base::Ticks not_before(const Freshness& freshness) const;
    NameRule rule(const model::MailSession& shared, base::Ticks not_before) const;
    bool others_wait(const Key& key) const;
    bool takes_turn(const model::Endpoint& endpoint, const Freshness& freshness);
    void remember(const model::MailSession& session);

    net::Clock& clock_;
    Sessions& sessions_;
    Cache cache_;
    std::map<model::AddressPort, Place> places_;
    std::map<Key, base::Ticks> waiting_;  ///< Names that had no turn, and until when they wait.
};

}  // namespace mailwatchd::observe
