// Queries graded sources and lists of domains, and finds the network of an address; caches the
// results. Each source must pass its self-test first, like a block list.
#pragma once

#include "model/reputation.h"
#include "net/seam.h"
#include "observe/cache.h"
#include "observe/dnsbl/dnsbl_client.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace mailwatchd::observe {

using ReputationPtr = std::shared_ptr<const model::Reputation>;
using DomainReputationPtr = std::shared_ptr<const model::DomainReputation>;

class Reputations {
public:
    using Addresses = ObservationCache<model::Address, model::Reputation>;
    using Domains = ObservationCache<std::string, model::DomainReputation>;

    Reputations(net::Clock& clock, net::Resolver& resolver, LookNumbers& numbers,
                Catalogue sources);

    /// Null if cancelled.
    net::Awaitable<ReputationPtr> look(model::Address address, Freshness freshness);
    /// `domain` is a registered one: lists of domains contain no hosts and no addresses.
    net::Awaitable<DomainReputationPtr> look_domain(std::string domain, Freshness freshness);

    Addresses& addresses() { return addresses_; }
    const Addresses& addresses() const { return addresses_; }
    Domains& domains() { return domains_; }
    const Domains& domains() const { return domains_; }

    DnsblClient& lists() { return lists_; }
    const DnsblClient& lists() const { return lists_; }

private:
    net::Awaitable<base::Result<ReputationPtr>> look_now(model::Address address,
                                                         Freshness freshness);
    net::Awaitable<base::Result<DomainReputationPtr>> look_domain_now(std::string domain,
                                                                      Freshness freshness);
    /// `into` outlives it: the caller's frame waits.
    net::Awaitable<void> lookup(const model::Dnsbl& source, std::string front,
                                model::Address::Family family, Freshness freshness,
                                model::SourceWord& into);
    net::Awaitable<std::optional<model::Origin>> ask_origin(const model::Dnsbl& source,
                                                            model::Address address,
                                                            Freshness freshness,
                                                            base::Deadline deadline);
    net::Awaitable<void> find_origin(model::Reputation& look, Freshness freshness);
    net::Awaitable<void> find_name(model::Reputation& look, Freshness freshness);

    net::Clock& clock_;
    net::Resolver& resolver_;
    DnsblClient lists_;
    Addresses addresses_;
    Domains domains_;
};

/// How long a source's last answer stands while it does not answer.
inline constexpr base::Duration word_stands_for = std::chrono::days{30};

/// What stands of the sources that do not answer in `words`, which were taken `since` after
/// `before`, a look that ended at `now` - `since`. Pure.
template <class Observation>
std::vector<model::EarlierWord> earlier_words(const std::vector<model::SourceWord>& words,
                                              const Observation& before, base::Duration since,
                                              base::Instant now) {
    std::vector<model::EarlierWord> known;
    for (const auto& word : before.words)
        if (word.is_answer()) known.push_back({word, now - since});
    // Ages do not depend on steps of the wall clock.
    for (const auto& each : before.earlier)
        known.push_back({each.word, now - since - (before.taken_at - each.taken_at)});
    std::erase_if(known, [&](const model::EarlierWord& each) {
        const auto same = std::ranges::find(words, each.word.source, &model::SourceWord::source);
        return same == words.end() || !same->may_answer() || now - each.taken_at > word_stands_for;
    });
    return known;
}

/// The meaning of a source's answer. Pure.
model::SourceWord word_of(const model::Dnsbl& source, const DnsblClient::LookupResult& result);

}  // namespace mailwatchd::observe
