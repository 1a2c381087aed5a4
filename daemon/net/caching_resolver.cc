#include "base/ascii.h"
#include "net/dns_cache.h"
#include "net/resolver.h"
#include "net/single_flight.h"

#include <algorithm>

namespace mailwatchd::net {

namespace {

/// Answers of servers asked directly have keys of their own: they may be newer than the resolver's.
std::string key_of(const dns::Question& question, const AskOptions& options) {
    auto key = base::lower(question.text());
    for (const auto& server : options.servers) key += ' ' + server.text();
    key += ' ' + std::to_string(static_cast<unsigned>(question.type));
    return key;
}

class CachingResolver final : public Resolver {
public:
    CachingResolver(Clock& clock, Resolver& inner, DnsCacheSettings settings)
        : clock_{clock}, inner_{inner}, cache_{settings}, flights_{clock} {}

    Awaitable<base::Result<dns::Answer>> ask(dns::Question question, AskOptions options,
                                             base::Deadline deadline) override;

private:
    using Fetched = base::Result<CachedAnswer>;
    Awaitable<Fetched> fetch(dns::Question question, AskOptions options, base::Deadline deadline);

    Clock& clock_;
    Resolver& inner_;
    DnsCache cache_;
    SingleFlight<dns::Answer> flights_;
};

Awaitable<CachingResolver::Fetched> CachingResolver::fetch(dns::Question question,
                                                           AskOptions options,
                                                           base::Deadline deadline) {
    const auto asked_at = clock_.ticks();
    const auto key = key_of(question, options);
    auto answer = co_await inner_.ask(std::move(question), std::move(options), deadline);
    if (!answer) co_return answer.error();
    auto kept = std::make_shared<const dns::Answer>(std::move(*answer));
    cache_.put(key, kept, asked_at, clock_.ticks());
    co_return CachedAnswer{kept};
}

Awaitable<base::Result<dns::Answer>> CachingResolver::ask(dns::Question question,
                                                          AskOptions options,
                                                          base::Deadline deadline) {
    auto key = key_of(question, options);
    if (const auto known = cache_.find(key, options.not_before, clock_.ticks())) co_return *known;
    const FlightTerms wanted{options.not_before, {}};
    SingleFlight<dns::Answer>::Start start = [this, question, options, deadline] {
        return fetch(question, options, deadline);
    };
    const auto answer = co_await flights_.join(std::move(key), wanted, deadline, std::move(start));
    if (!answer) co_return answer.error();
    co_return **answer;
}

}  // namespace

std::unique_ptr<Resolver> make_caching_resolver(Clock& clock, Resolver& inner,
                                                DnsCacheSettings settings) {
    return std::make_unique<CachingResolver>(clock, inner, settings);
}

}  // namespace mailwatchd::net
