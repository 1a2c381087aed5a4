#include "observe/reputation/reputation.h"

#include "base/domain_name.h"
#include "net/gather.h"
#include "net/spawn.h"
#include "observe/past_caches.h"
#include "observe/reputation/origin.h"
#include "observe/reverse_dns/reverse.h"

#include <algorithm>

namespace mailwatchd::observe {

using model::Dnsbl;
using model::SourceWord;

namespace {

using namespace std::chrono_literals;

/// Time to find an address's origin or name.
constexpr base::Duration patience = 20s;

/// Time for all queries about one address, including each source's turn.
constexpr base::Duration look_patience = 35min;

/// Origins change within months, and Cymru asks for few queries.
constexpr base::Duration origin_kept = std::chrono::days{3};

bool has_unanswered(const std::vector<SourceWord>& words) {
    using enum SourceWord::State;
    return std::ranges::any_of(words, [](const SourceWord& word) {
        return word.state == unknown ||
               (word.state == unproven && word.trust == model::DnsblState::silent);
    });
}

/// The last look, which outlives a wait; empty if there is none.
template <class Cache, class Key>
typename Cache::Entry before_of(const Cache& cache, const Key& key) {
    const auto* const entry = cache.find(key);
    return entry == nullptr ? typename Cache::Entry{} : *entry;
}

std::optional<int> percent_of(const model::DnsblCode& code, const model::Address& answer) {
    if (code.percent_is_octet) return std::min<int>(answer.bytes()[3], 100);
    return code.percent;
}

/// Combines the codes that match the answers.
void grade(const Dnsbl& source, SourceWord& word) {
    std::optional<int> lowest;
    for (const auto& answer : word.answers)
        for (const auto& code : source.codes) {
            if (!code.matches(answer)) continue;
            word.meaning.append(word.meaning.empty() ? "" : ", ").append(code.meaning);
            word.dnsbl_class =
                std::min(word.dnsbl_class, code.dnsbl_class.value_or(source.dnsbl_class));
            if (const auto percent = percent_of(code, answer))
                lowest = std::min(lowest.value_or(100), *percent);
        }
    if (source.kind == Dnsbl::Kind::domain) lowest = 0;
    word.state = lowest ? SourceWord::State::graded : SourceWord::State::unknown;
    word.percent = lowest.value_or(0);
}

}  // namespace

SourceWord word_of(const Dnsbl& source, const DnsblClient::LookupResult& result) {
    using State = SourceWord::State;
    SourceWord word;
    word.source = source.name;
    word.trust = result.health ? result.health->state : model::DnsblState::silent;
    word.dnsbl_class = source.dnsbl_class;
    if (word.trust != model::DnsblState::proven) {
        word.state = State::unproven;
        if (result.health) word.text = result.health->evidence;
        return word;
    }
    word.answers = result.said.answers;
    word.text = result.text;
    switch (result.said.kind) {
        case DnsblAnswer::Kind::listed:
            word.dnsbl_class = model::DnsblClass::informational;
            grade(source, word);
            if (word.meaning.empty()) word.dnsbl_class = source.dnsbl_class;
            break;
        case DnsblAnswer::Kind::clear:
            // For a list of domains, no listing is a good result.
            word.state = source.kind == Dnsbl::Kind::domain ? State::graded : State::no_data;
            word.percent = 100;
            break;
        case DnsblAnswer::Kind::blocked:
        case DnsblAnswer::Kind::parked:
            word.state = State::unproven;
            word.trust = result.said.kind == DnsblAnswer::Kind::blocked ? model::DnsblState::blocked
                                                                        : model::DnsblState::parked;
            word.text = result.said.evidence;
            break;
        case DnsblAnswer::Kind::silent: word.text = result.said.evidence; break;
    }
    return word;
}

Reputations::Reputations(net::Clock& clock, net::Resolver& resolver, LookNumbers& numbers,
                         Catalogue sources)
    : clock_{clock},
      resolver_{resolver},
      lists_{clock, resolver, numbers, std::move(sources)},
      addresses_{clock, numbers},
      domains_{clock, numbers} {}

net::Awaitable<void> Reputations::lookup(const Dnsbl& source, std::string front,
                                         model::Address::Family family, Freshness freshness,
                                         SourceWord& into) {
    const auto result = co_await lists_.lookup(source, std::move(front), family, freshness);
    into = word_of(source, result);
}

net::Awaitable<void> Reputations::find_name(model::Reputation& look, Freshness freshness) {
    dns::Question question{reverse_name(look.address), dns::Type::ptr};
    const auto deadline = clock_.in(patience);
    const auto answer = co_await observe::ask(resolver_, std::move(question), freshness, deadline);
    if (!answer || answer->empty()) co_return;
    const auto names = answer->names();
    if (names.empty()) co_return;
    look.ptr = names.front();
    if (const auto name = base::DomainName::from_wire(look.ptr))
        look.isp_domain = base::organisational_domain(*name).text();
}

net::Awaitable<std::optional<model::Origin>> Reputations::ask_origin(const Dnsbl& source,
                                                                     model::Address address,
                                                                     Freshness freshness,
                                                                     base::Deadline deadline) {
    dns::Question question{query_name(origin_front(address), {}, source.name), dns::Type::txt};
    const auto soon = earlier(deadline, clock_.in(patience / 4));  // Leaves time for other sources.
    const auto answer = co_await observe::ask(resolver_, std::move(question), freshness, soon);
    auto origin = answer ? parse_origin(answer->texts()) : std::nullopt;
    if (!origin) co_return std::nullopt;
    origin->source = source.name;
    if (origin->as_numbers.empty()) co_return origin;
    dns::Question name{query_name(as_front(origin->as_numbers.front()), {}, source.name),
                       dns::Type::txt};
    const auto named = co_await observe::ask(resolver_, std::move(name), freshness, deadline);
    if (named && !named->empty()) origin->as_name = parse_as_name(named->texts().front());
    co_return origin;
}

/// Uses the first source that answers. An origin found some days ago is reused, and also replaces a
/// missing answer.
net::Awaitable<void> Reputations::find_origin(model::Reputation& look, Freshness freshness) {
    if (look.origin && look.taken_at - look.origin_at < origin_kept) co_return;
    const auto sources = lists_.catalogue();
    const auto deadline = clock_.in(patience);
    for (const auto& source : *sources) {
        if (source.kind != Dnsbl::Kind::origin || !source.is_asked()) continue;
        if (!source.asks(look.address.family())) continue;
        auto origin = co_await ask_origin(source, look.address, freshness, deadline);
        if (!origin) continue;
        look.origin = std::move(origin);
        look.origin_at = look.taken_at;
        co_return;
    }
}

net::Awaitable<base::Result<ReputationPtr>> Reputations::look_now(model::Address address,
                                                                  Freshness freshness) {
    const auto look = std::make_shared<model::Reputation>();
    const auto taken = clock_.ticks();
    look->address = address;
    look->taken_at = clock_.now();
    const auto before = before_of(addresses_, address);
    if (before.value) {
        // Its age does not depend on steps of the wall clock.
        const auto& known = *before.value;
        look->origin = known.origin;
        look->origin_at =
            look->taken_at - (known.taken_at - known.origin_at) - (taken - before.taken);
    }
    const auto sources = lists_.catalogue();
    std::vector<const Dnsbl*> asked;
    for (const auto& source : *sources)
        if (source.kind == Dnsbl::Kind::address && source.is_asked() &&
            source.asks(address.family()))
            asked.push_back(&source);
    look->words.resize(asked.size());
    std::vector<net::Awaitable<void>> work;
    for (std::size_t i = 0; i < asked.size(); ++i)
        work.push_back(
            lookup(*asked[i], address.reversed(), address.family(), freshness, look->words[i]));
    work.push_back(find_origin(*look, freshness));
    work.push_back(find_name(*look, freshness));
    co_await net::gather(std::move(work));
    const bool stopped = co_await net::is_cancelled();
    if (stopped) co_return base::Failure{base::Errc::cancelled, address.text()};
    if (before.value)
        look->earlier =
            earlier_words(look->words, *before.value, taken - before.taken, look->taken_at);
    addresses_.remember(address, look, taken);
    co_return look;
}

net::Awaitable<ReputationPtr> Reputations::look(model::Address address, Freshness freshness) {
    const auto known = addresses_.latest(address, freshness.not_before);
    if (known && !(freshness.retries && has_unanswered(known->words))) co_return known;
    net::FlightTerms wanted;
    wanted.not_before = freshness.not_before;
    const auto deadline = clock_.in(look_patience);
    Addresses::Start start = [this, address, freshness] { return look_now(address, freshness); };
    auto look = co_await addresses_.fly(address.text(), wanted, deadline, std::move(start));
    co_return look ? *look : nullptr;
}

net::Awaitable<base::Result<DomainReputationPtr>> Reputations::look_domain_now(
    std::string domain, Freshness freshness) {
    const auto look = std::make_shared<model::DomainReputation>();
    const auto taken = clock_.ticks();
    look->domain = domain;
    look->taken_at = clock_.now();
    const auto before = before_of(domains_, domain);
    const auto sources = lists_.catalogue();
    std::vector<const Dnsbl*> asked;
    for (const auto& source : *sources)
        if (source.kind == Dnsbl::Kind::domain && source.is_asked()) asked.push_back(&source);
    look->words.resize(asked.size());
    std::vector<net::Awaitable<void>> work;
    for (std::size_t i = 0; i < asked.size(); ++i)
        work.push_back(
            lookup(*asked[i], domain, model::Address::Family::v4, freshness, look->words[i]));
    co_await net::gather(std::move(work));
    const bool stopped = co_await net::is_cancelled();
    if (stopped) co_return base::Failure{base::Errc::cancelled, domain};
    if (before.value)
        look->earlier =
            earlier_words(look->words, *before.value, taken - before.taken, look->taken_at);
    domains_.remember(domain, look, taken);
    co_return look;
}

net::Awaitable<DomainReputationPtr> Reputations::look_domain(std::string domain,
                                                             Freshness freshness) {
    const auto known = domains_.latest(domain, freshness.not_before);
    if (known && !(freshness.retries && has_unanswered(known->words))) co_return known;
    net::FlightTerms wanted;
    wanted.not_before = freshness.not_before;
    const auto deadline = clock_.in(look_patience);
    Domains::Start start = [this, domain, freshness] { return look_domain_now(domain, freshness); };
    auto look = co_await domains_.fly(domain, wanted, deadline, std::move(start));
    co_return look ? *look : nullptr;
}

}  // namespace mailwatchd::observe
