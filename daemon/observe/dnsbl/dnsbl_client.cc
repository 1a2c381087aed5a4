#include "observe/dnsbl/dnsbl_client.h"

#include "net/spawn.h"
#include "observe/dnsbl/dnsbl_trust.h"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace mailwatchd::observe {

using model::DnsblState;

namespace {

using namespace std::chrono_literals;

/// Time for one self-test, or for one address, once its turn has come.
constexpr base::Duration dnsbl_patience = 20s;

/// Time to wait for the turn of a query when there are many addresses.
constexpr base::Duration turn_patience = 30min;

/// Bytes kept of a list's TXT as evidence.
constexpr std::size_t reason_bytes_max = 400;

/// Null means a catalogue without lists.
Catalogue or_none(Catalogue catalogue) {
    return catalogue ? std::move(catalogue) : std::make_shared<const std::vector<model::Dnsbl>>();
}

/// The listing made from an answer. Anything but a plain answer is unknown, never a listing.
model::Listing make_listing(const model::Dnsbl& dnsbl, const model::Address& address,
                            const DnsblClient::LookupResult& result) {
    using State = model::Listing::State;
    model::Listing listing{
        address, dnsbl.name, result.asked.wall, State::unknown, model::Reason::none, {}, {}};
    const auto& said = result.said;
    switch (said.kind) {
        case DnsblAnswer::Kind::listed:
            listing.state = State::listed;
            listing.answers = said.answers;
            listing.text = result.text;
            break;
        case DnsblAnswer::Kind::clear: listing.state = State::clear; break;
        case DnsblAnswer::Kind::silent: listing.reason = model::Reason::dns_failure; break;
        case DnsblAnswer::Kind::blocked:
        case DnsblAnswer::Kind::parked: listing.reason = model::Reason::resolver_unfit; break;
    }
    if (listing.state == State::unknown) listing.text = said.evidence;
    return listing;
}

}  // namespace

DnsblClient::DnsblClient(net::Clock& clock, net::Resolver& resolver, LookNumbers& numbers,
                         Catalogue catalogue)
    : clock_{clock},
      catalogue_{or_none(std::move(catalogue))},
      questions_{clock, resolver},
      proofs_{clock, numbers},
      listings_{clock, numbers} {}

void DnsblClient::set_catalogue(Catalogue catalogue) {
    catalogue_ = or_none(std::move(catalogue));
    proofs_.forget(base::Ticks::max(), [&](const Key& key, const model::DnsblHealth&) {
        return is_configured(key.first);
    });
    listings_.forget(base::Ticks::max(), [&](const ListingKey& key, const model::Listing&) {
        return is_configured(key.second);
    });
}

bool DnsblClient::is_configured(const std::string& dnsbl) const {
    return model::dnsbl_named(*catalogue_, dnsbl) != nullptr;
}

std::vector<model::DnsblHealth> DnsblClient::health() const {
    std::vector<model::DnsblHealth> all, unasked;
    std::set<std::string_view> unasked_names;
    for (const auto& dnsbl : *catalogue_) {
        const auto why = not_asked(dnsbl, questions_.has_key(dnsbl));
        if (!why) continue;
        const auto family = dnsbl.asks_v4 ? Family::v4 : Family::v6;
        unasked.push_back({dnsbl.name, family, clock_.now(), *why, dnsbl.note});
        unasked_names.insert(dnsbl.name);
    }
    // The last self-test of a list that is retired or switched off says nothing about its present.
    proofs_.for_each([&](const Key& key, const Proofs::Entry& entry) {
        if (!unasked_names.contains(key.first)) all.push_back(*entry.value);
    });
    std::ranges::move(unasked, std::back_inserter(all));
    return all;
}

bool DnsblClient::is_proven(const std::string& dnsbl, Family family) const {
    const auto known = proofs_.latest({dnsbl, family});
    return known && known->state == DnsblState::proven;
}

void DnsblClient::restore(const ListingPtr& listing) {
    if (!is_configured(listing->dnsbl)) return;
    listings_.restore({listing->address, listing->dnsbl}, listing, listing->taken_at);
}

void DnsblClient::restore(const HealthPtr& health) {
    if (!is_configured(health->dnsbl)) return;
    proofs_.restore({health->dnsbl, health->family}, health, health->taken_at);
}

void DnsblClient::forget(base::Ticks before,
                         const std::function<bool(const model::Address& address)>& is_wanted) {
    listings_.forget(
        before, [&](const ListingKey& key, const model::Listing&) { return is_wanted(key.first); });
}

HealthPtr DnsblClient::keep(model::DnsblHealth health, base::Ticks taken) {
    const Key key{health.dnsbl, health.family};
    const auto* const entry = proofs_.find(key);
    const auto* const before =
        entry != nullptr && model::is_proof(entry->value->state) ? entry->value.get() : nullptr;
    const auto ago = entry != nullptr ? taken - entry->taken : base::Duration{};
    auto kept = std::make_shared<const model::DnsblHealth>(follow(before, ago, std::move(health)));
    if (is_configured(key.first)) proofs_.remember(key, kept, taken);
    return kept;
}

HealthPtr DnsblClient::keep(const model::Dnsbl& dnsbl, Family family, DnsblState state,
                            std::string evidence) {
    model::DnsblHealth health{dnsbl.name, family, clock_.now(), state, std::move(evidence)};
    health.of_names = dnsbl.kind == model::Dnsbl::Kind::domain;
    return keep(std::move(health), clock_.ticks());
}

net::Awaitable<std::string> DnsblClient::proven_holder(model::Dnsbl dnsbl, Family family,
                                                       Freshness freshness) {
    for (const auto& name : dnsbl.part_of) {
        const auto* const holder = model::dnsbl_named(*catalogue_, name);
        if (holder == nullptr || !holder->asks(family)) continue;
        if (not_asked(*holder, questions_.has_key(*holder))) continue;
        const auto health = co_await prove_itself(*holder, family, freshness);
        if (health->state == DnsblState::proven) co_return name;
    }
    co_return std::string{};
}

net::Awaitable<HealthPtr> DnsblClient::prove(model::Dnsbl dnsbl, Family family,
                                             Freshness freshness) {
    if (const auto why = not_asked(dnsbl, questions_.has_key(dnsbl)))
        co_return keep(dnsbl, family, *why, dnsbl.note);
    const auto holder = co_await proven_holder(dnsbl, family, freshness);
    if (!holder.empty()) co_return keep(dnsbl, family, DnsblState::covered, "part of " + holder);
    auto health = co_await prove_itself(std::move(dnsbl), family, freshness);
    co_return health;
}

net::Awaitable<HealthPtr> DnsblClient::test(model::Dnsbl dnsbl, Family family,
                                            Freshness freshness) {
    if (!questions_.has_key(dnsbl))
        co_return keep(dnsbl, family, DnsblState::no_credential, dnsbl.note);
    const auto proven = co_await prove_now(dnsbl, family, freshness);
    if (proven) co_return *proven;
    co_return keep(dnsbl, family, DnsblState::silent, proven.error().detail);
}

net::Awaitable<HealthPtr> DnsblClient::prove_itself(model::Dnsbl dnsbl, Family family,
                                                    Freshness freshness) {
    if (const auto* const known = proofs_.find({dnsbl.name, family});
        known != nullptr && holds(*known->value, known->taken, freshness, clock_.ticks()))
        co_return known->value;
    net::FlightTerms wanted;
    wanted.not_before = freshness.not_before;
    const auto deadline = clock_.in(turn_patience);
    std::string flight = dnsbl.name + (family == Family::v4 ? " 4" : " 6");
    Proofs::Start start = [this, dnsbl, family, freshness] {
        return prove_now(dnsbl, family, freshness);
    };
    auto health = co_await proofs_.fly(std::move(flight), wanted, deadline, std::move(start));
    if (health) co_return *health;
    co_return std::make_shared<const model::DnsblHealth>(model::DnsblHealth{
        dnsbl.name, family, clock_.now(), DnsblState::silent, health.error().detail});
}

net::Awaitable<DnsblClient::Proven> DnsblClient::prove_now(model::Dnsbl dnsbl, Family family,
                                                           Freshness freshness) {
    const auto lease = co_await questions_.lease(dnsbl.name);
    if (!lease) co_return base::Failure{base::Errc::cancelled, dnsbl.name};
    const auto deadline = clock_.in(dnsbl_patience);
    const auto taken = clock_.moment();
    auto points = test_points(dnsbl, family);
    Proof proof;
    if (dnsbl.has_test_point) {
        const auto listed = co_await questions_.ask(dnsbl, std::move(points.listed), dns::Type::a,
                                                    freshness, deadline);
        proof.listed = interpret(dnsbl, listed);
    }
    const auto clear =
        co_await questions_.ask(dnsbl, std::move(points.clear), dns::Type::a, freshness, deadline);
    const auto control = co_await questions_.ask(dnsbl, std::move(points.control), dns::Type::a,
                                                 freshness, deadline);
    const bool stopped = co_await net::is_cancelled();
    // Not a fact about the list.
    if (stopped) co_return base::Failure{base::Errc::cancelled, dnsbl.name};
    proof.clear = interpret(dnsbl, clear);
    proof.control = interpret(dnsbl, control);
    co_return keep(judge_proof(dnsbl, family, proof, taken.wall), taken.ticks);
}

net::Awaitable<DnsblClient::LookupResult> DnsblClient::lookup_now(model::Dnsbl dnsbl,
                                                                  std::string front, Family family,
                                                                  Freshness freshness) {
    LookupResult result;
    const auto lease = co_await questions_.lease(dnsbl.name);
    if (!lease) co_return result;
    // Another query may have changed the state of the list meanwhile.
    if (!is_proven(dnsbl.name, family)) co_return result;
    result.asked = clock_.moment();
    const auto deadline = clock_.in(dnsbl_patience);
    const auto answer = co_await questions_.ask(dnsbl, front, dns::Type::a, freshness, deadline);
    const bool stopped = co_await net::is_cancelled();
    if (stopped) co_return result;
    result.said = interpret(dnsbl, answer);
    result.health = proofs_.latest({dnsbl.name, family});
    // A reload removed the list: drop its answer.
    if (!result.health) co_return LookupResult{};
    if (result.said.kind == DnsblAnswer::Kind::blocked ||
        result.said.kind == DnsblAnswer::Kind::parked) {
        const bool is_blocked = result.said.kind == DnsblAnswer::Kind::blocked;
        keep(dnsbl, family, is_blocked ? DnsblState::blocked : DnsblState::parked,
             result.said.evidence);
    }
    if (result.said.kind != DnsblAnswer::Kind::listed) co_return result;
    const auto why = co_await questions_.ask(dnsbl, front, dns::Type::txt, freshness, deadline);
    if (why && !why->empty())
        result.text =
            questions_.without_key(dnsbl, why->texts().front()).substr(0, reason_bytes_max);
    co_return result;
}

net::Awaitable<DnsblClient::LookupResult> DnsblClient::lookup(model::Dnsbl dnsbl, std::string front,
                                                              Family family, Freshness freshness) {
    LookupResult result;
    result.health = co_await prove(dnsbl, family, freshness);
    if (result.health->state != DnsblState::proven) co_return result;
    auto said = co_await lookup_now(std::move(dnsbl), std::move(front), family, freshness);
    if (said.health) result = std::move(said);
    co_return result;
}

net::Awaitable<ListingPtr> DnsblClient::look(model::Dnsbl dnsbl, model::Address address,
                                             Freshness freshness) {
    if (!dnsbl.asks(address.family())) co_return nullptr;
    const auto health = co_await prove(dnsbl, address.family(), freshness);
    if (health->state != DnsblState::proven) co_return nullptr;
    const auto known = listings_.latest({address, dnsbl.name}, freshness.not_before);
    if (known && known->state != model::Listing::State::unknown) co_return known;
    net::FlightTerms wanted;
    wanted.not_before = freshness.not_before;
    const auto deadline = clock_.in(turn_patience);
    Listings::Start start = [this, dnsbl, address, freshness] {
        return look_now(dnsbl, address, freshness);
    };
    auto flight = query_name(address, dnsbl.name);
    auto listing = co_await listings_.fly(std::move(flight), wanted, deadline, std::move(start));
    co_return listing ? *listing : nullptr;
}

net::Awaitable<base::Result<ListingPtr>> DnsblClient::look_now(model::Dnsbl dnsbl,
                                                               model::Address address,
                                                               Freshness freshness) {
    const auto family = address.family();
    const auto result = co_await lookup_now(dnsbl, address.reversed(), family, freshness);
    if (!result.health) co_return base::Failure{base::Errc::cancelled, dnsbl.name};
    const auto listing =
        std::make_shared<const model::Listing>(make_listing(dnsbl, address, result));
    using State = model::Listing::State;
    const auto before = latest(address, dnsbl.name);
    if (listing->state == State::listed && (!before || before->state != State::listed))
        suspicious_.insert({dnsbl.name, family});
    if (is_configured(dnsbl.name))
        listings_.remember({address, dnsbl.name}, listing, result.asked.ticks);
    co_return listing;
}

net::Awaitable<void> DnsblClient::prove_suspicious(Freshness freshness) {
    freshness.not_before = clock_.ticks();
    const auto suspicious = std::exchange(suspicious_, {});
    for (const auto& [name, family] : suspicious) {
        const auto* const dnsbl = model::dnsbl_named(*catalogue_, name);
        if (dnsbl != nullptr) co_await prove_itself(*dnsbl, family, freshness);
    }
}

}  // namespace mailwatchd::observe
