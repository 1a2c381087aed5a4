#include "observe/dnsbl/zones.h"

#include "net/spawn.h"
#include "observe/dnsbl/zone_trust.h"

namespace mailwatchd::observe {

using model::ZoneState;

namespace {

using namespace std::chrono_literals;

/// Time for one self-test, or for one address, once its turn has come.
constexpr base::Duration zone_patience = 20s;

/// Time to wait for the turn of a query when there are many addresses.
constexpr base::Duration turn_patience = 30min;

/// Bytes kept of a list's TXT as evidence.
constexpr std::size_t reason_bytes_max = 400;

/// Null means a catalogue without lists.
Catalogue or_none(Catalogue catalogue) {
    return catalogue ? std::move(catalogue) : std::make_shared<const std::vector<model::Zone>>();
}

/// The listing made from an answer. Anything but a plain answer is unknown, never a listing.
model::Listing make_listing(const model::Zone& zone, const model::Address& address,
                            const Zones::Heard& heard) {
    using State = model::Listing::State;
    model::Listing listing{
        address, zone.name, heard.asked.wall, State::unknown, model::Reason::none, {}, {}};
    const auto& said = heard.said;
    switch (said.kind) {
        case Said::Kind::listed:
            listing.state = State::listed;
            listing.answers = said.answers;
            listing.text = heard.text;
            break;
        case Said::Kind::clear: listing.state = State::clear; break;
        case Said::Kind::silent: listing.reason = model::Reason::dns_failure; break;
        case Said::Kind::blocked:
        case Said::Kind::parked: listing.reason = model::Reason::resolver_unfit; break;
    }
    if (listing.state == State::unknown) listing.text = said.evidence;
    return listing;
}

}  // namespace

Zones::Zones(net::Clock& clock, net::Resolver& resolver, LookNumbers& numbers, Catalogue catalogue)
    : clock_{clock},
      catalogue_{or_none(std::move(catalogue))},
      questions_{clock, resolver},
      proofs_{clock, numbers},
      listings_{clock, numbers} {}

void Zones::set_catalogue(Catalogue catalogue) {
    catalogue_ = or_none(std::move(catalogue));
    proofs_.forget(base::Ticks::max(), [&](const Key& key, const model::ZoneHealth&) {
        return is_configured(key.first);
    });
    listings_.forget(base::Ticks::max(), [&](const ListingKey& key, const model::Listing&) {
        return is_configured(key.second);
    });
}

bool Zones::is_configured(const std::string& zone) const {
    return model::zone_named(*catalogue_, zone) != nullptr;
}

std::vector<model::ZoneHealth> Zones::health() const {
    std::vector<model::ZoneHealth> all;
    const auto why = [this](const model::Zone& zone) {
        return not_asked(zone, questions_.has_key(zone));
    };
    // The last self-test of a list that is retired or switched off says nothing about its present.
    proofs_.for_each([&](const Key& key, const Proofs::Entry& entry) {
        const auto* const zone = model::zone_named(*catalogue_, key.first);
        if (zone != nullptr && !why(*zone)) all.push_back(*entry.value);
    });
    for (const auto& zone : *catalogue_) {
        const auto family = zone.asks_v4 ? Family::v4 : Family::v6;
        if (const auto state = why(zone))
            all.push_back({zone.name, family, clock_.now(), *state, zone.note});
    }
    return all;
}

bool Zones::is_proven(const std::string& zone, Family family) const {
    const auto known = proofs_.latest({zone, family});
    return known && known->state == ZoneState::proven;
}

void Zones::restore(const ListingPtr& listing) {
    if (!is_configured(listing->zone)) return;
    listings_.restore({listing->address, listing->zone}, listing, listing->taken_at);
}

void Zones::restore(const HealthPtr& health) {
    if (!is_configured(health->zone)) return;
    proofs_.restore({health->zone, health->family}, health, health->taken_at);
}

void Zones::forget(base::Ticks before,
                   const std::function<bool(const model::Address& address)>& is_wanted) {
    listings_.forget(
        before, [&](const ListingKey& key, const model::Listing&) { return is_wanted(key.first); });
}

HealthPtr Zones::keep(model::ZoneHealth health, base::Ticks taken) {
    const Key key{health.zone, health.family};
    const auto* const entry = proofs_.find(key);
    const auto* const before =
        entry != nullptr && model::is_proof(entry->value->state) ? entry->value.get() : nullptr;
    const auto ago = entry != nullptr ? taken - entry->taken : base::Duration{};
    const auto kept =
        std::make_shared<const model::ZoneHealth>(follow(before, ago, std::move(health)));
    if (is_configured(key.first)) proofs_.remember(key, kept, taken);
    return kept;
}

HealthPtr Zones::keep(const model::Zone& zone, Family family, ZoneState state,
                      std::string evidence) {
    model::ZoneHealth health{zone.name, family, clock_.now(), state, std::move(evidence)};
    health.of_names = zone.kind == model::Zone::Kind::domain;
    return keep(std::move(health), clock_.ticks());
}

net::Awaitable<std::string> Zones::proven_holder(model::Zone zone, Family family, Demand demand) {
    for (const auto& name : zone.part_of) {
        const auto* const holder = model::zone_named(*catalogue_, name);
        if (holder == nullptr || !holder->asks(family)) continue;
        if (not_asked(*holder, questions_.has_key(*holder))) continue;
        const auto health = co_await prove_itself(*holder, family, demand);
        if (health->state == ZoneState::proven) co_return name;
    }
    co_return std::string{};
}

net::Awaitable<HealthPtr> Zones::prove(model::Zone zone, Family family, Demand demand) {
    if (const auto why = not_asked(zone, questions_.has_key(zone)))
        co_return keep(zone, family, *why, zone.note);
    const auto holder = co_await proven_holder(zone, family, demand);
    if (!holder.empty()) co_return keep(zone, family, ZoneState::covered, "part of " + holder);
    auto health = co_await prove_itself(std::move(zone), family, demand);
    co_return health;
}

net::Awaitable<HealthPtr> Zones::test(model::Zone zone, Family family, Demand demand) {
    if (!questions_.has_key(zone))
        co_return keep(zone, family, ZoneState::no_credential, zone.note);
    const auto proven = co_await prove_now(zone, family, demand);
    if (proven) co_return *proven;
    co_return keep(zone, family, ZoneState::silent, proven.error().detail);
}

net::Awaitable<HealthPtr> Zones::prove_itself(model::Zone zone, Family family, Demand demand) {
    if (const auto* const known = proofs_.find({zone.name, family});
        known != nullptr && holds(*known->value, known->taken, demand, clock_.ticks()))
        co_return known->value;
    net::Wanted wanted;
    wanted.not_before = demand.not_before;
    const auto deadline = clock_.in(turn_patience);
    std::string flight = zone.name + (family == Family::v4 ? " 4" : " 6");
    Proofs::Start start = [this, zone, family, demand] { return prove_now(zone, family, demand); };
    auto health = co_await proofs_.fly(std::move(flight), wanted, deadline, std::move(start));
    if (health) co_return *health;
    co_return std::make_shared<const model::ZoneHealth>(model::ZoneHealth{
        zone.name, family, clock_.now(), ZoneState::silent, health.error().detail});
}

net::Awaitable<Zones::Proven> Zones::prove_now(model::Zone zone, Family family, Demand demand) {
    const auto turn = co_await questions_.turn(zone.name);
    if (!turn) co_return base::Failure{base::Errc::cancelled, zone.name};
    const auto deadline = clock_.in(zone_patience);
    const auto taken = clock_.moment();
    auto points = test_points(zone, family);
    Proof proof;
    if (zone.has_test_point) {
        const auto listed =
            co_await questions_.ask(zone, std::move(points.listed), dns::Type::a, demand, deadline);
        proof.listed = interpret(zone, listed);
    }
    const auto clear =
        co_await questions_.ask(zone, std::move(points.clear), dns::Type::a, demand, deadline);
    const auto control =
        co_await questions_.ask(zone, std::move(points.control), dns::Type::a, demand, deadline);
    const bool stopped = co_await net::is_cancelled();
    // Not a fact about the list.
    if (stopped) co_return base::Failure{base::Errc::cancelled, zone.name};
    proof.clear = interpret(zone, clear);
    proof.control = interpret(zone, control);
    co_return keep(judge_proof(zone, family, proof, taken.wall), taken.ticks);
}

net::Awaitable<Zones::Heard> Zones::hear_now(model::Zone zone, std::string front, Family family,
                                             Demand demand) {
    Heard heard;
    const auto turn = co_await questions_.turn(zone.name);
    if (!turn) co_return heard;
    // Another query may have changed the state of the list meanwhile.
    if (!is_proven(zone.name, family)) co_return heard;
    heard.asked = clock_.moment();
    const auto deadline = clock_.in(zone_patience);
    const auto answer = co_await questions_.ask(zone, front, dns::Type::a, demand, deadline);
    const bool stopped = co_await net::is_cancelled();
    if (stopped) co_return heard;
    heard.said = interpret(zone, answer);
    heard.health = proofs_.latest({zone.name, family});
    // A reload removed the list: drop its answer.
    if (!heard.health) co_return Heard{};
    if (heard.said.kind == Said::Kind::blocked || heard.said.kind == Said::Kind::parked) {
        const bool is_blocked = heard.said.kind == Said::Kind::blocked;
        keep(zone, family, is_blocked ? ZoneState::blocked : ZoneState::parked,
             heard.said.evidence);
    }
    if (heard.said.kind != Said::Kind::listed) co_return heard;
    const auto why = co_await questions_.ask(zone, front, dns::Type::txt, demand, deadline);
    if (why && !why->empty())
        heard.text = questions_.without_key(zone, why->texts().front()).substr(0, reason_bytes_max);
    co_return heard;
}

net::Awaitable<Zones::Heard> Zones::hear(model::Zone zone, std::string front, Family family,
                                         Demand demand) {
    Heard heard;
    heard.health = co_await prove(zone, family, demand);
    if (heard.health->state != ZoneState::proven) co_return heard;
    auto said = co_await hear_now(std::move(zone), std::move(front), family, demand);
    if (said.health) heard = std::move(said);
    co_return heard;
}

net::Awaitable<ListingPtr> Zones::look(model::Zone zone, model::Address address, Demand demand) {
    if (!zone.asks(address.family())) co_return nullptr;
    const auto health = co_await prove(zone, address.family(), demand);
    if (health->state != ZoneState::proven) co_return nullptr;
    const auto known = listings_.latest({address, zone.name}, demand.not_before);
    if (known && known->state != model::Listing::State::unknown) co_return known;
    net::Wanted wanted;
    wanted.not_before = demand.not_before;
    const auto deadline = clock_.in(turn_patience);
    Listings::Start start = [this, zone, address, demand] {
        return look_now(zone, address, demand);
    };
    auto flight = query_name(address, zone.name);
    auto listing = co_await listings_.fly(std::move(flight), wanted, deadline, std::move(start));
    co_return listing ? *listing : nullptr;
}

net::Awaitable<base::Result<ListingPtr>> Zones::look_now(model::Zone zone, model::Address address,
                                                         Demand demand) {
    const auto family = address.family();
    const auto heard = co_await hear_now(zone, address.reversed(), family, demand);
    if (!heard.health) co_return base::Failure{base::Errc::cancelled, zone.name};
    const auto listing = std::make_shared<const model::Listing>(make_listing(zone, address, heard));
    using State = model::Listing::State;
    const auto before = latest(address, zone.name);
    if (listing->state == State::listed && (!before || before->state != State::listed))
        suspicious_.insert({zone.name, family});
    if (is_configured(zone.name))
        listings_.remember({address, zone.name}, listing, heard.asked.ticks);
    co_return listing;
}

net::Awaitable<void> Zones::prove_suspicious(Demand demand) {
    demand.not_before = clock_.ticks();
    const auto suspicious = std::exchange(suspicious_, {});
    for (const auto& [name, family] : suspicious) {
        const auto* const zone = model::zone_named(*catalogue_, name);
        if (zone != nullptr) co_await prove_itself(*zone, family, demand);
    }
}

}  // namespace mailwatchd::observe
