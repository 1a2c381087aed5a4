#include "observe/zones.h"

#include "net/spawn.h"
#include "observe/zone_trust.h"

#include <algorithm>

namespace mailwatchd::observe {

using model::ZoneState;

namespace {

using namespace std::chrono_literals;

/// For one zone to prove itself, or to answer for one address, once its turn has come.
constexpr base::Duration zone_patience = 20s;

/// For the turn of a question to come, where many addresses are to be asked about.
constexpr base::Duration turn_patience = 30min;

/// A zone's TXT that is kept as evidence.
constexpr std::size_t reason_bytes_max = 400;

/// Null is a catalogue without lists.
Catalogue or_none(Catalogue catalogue) {
    return catalogue ? std::move(catalogue) : std::make_shared<const std::vector<model::Zone>>();
}

/// The listing that an answer makes; anything but a plain answer is unknown, never a listing.
model::Listing make_listing(const model::Zone& zone, const model::Address& address,
                            base::Instant taken_at, const Zones::Heard& heard) {
    using State = model::Listing::State;
    model::Listing listing{address, zone.name, taken_at, State::unknown, model::Reason::none,
                           {},      {}};
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

Zones::Zones(net::Clock& clock, net::Resolver& resolver, Catalogue catalogue)
    : clock_{clock},
      catalogue_{or_none(std::move(catalogue))},
      questions_{clock, resolver},
      proofs_{clock},
      looks_{clock} {}

void Zones::set_catalogue(Catalogue catalogue) {
    catalogue_ = or_none(std::move(catalogue));
    std::erase_if(health_, [&](const auto& entry) {
        return model::zone_named(*catalogue_, entry.first.first) == nullptr;
    });
}

std::vector<model::ZoneHealth> Zones::health() const {
    std::vector<model::ZoneHealth> all;
    all.reserve(health_.size());
    for (const auto& [key, health] : health_) all.push_back(*health);
    for (const auto& zone : *catalogue_) {
        const auto family = zone.asks_v4 ? Family::v4 : Family::v6;
        const auto why = not_asked(zone, questions_.has_key(zone));
        if (!why || health_.contains({zone.name, family})) continue;
        all.push_back({zone.name, family, clock_.now(), *why, zone.note});
    }
    return all;
}

ListingPtr Zones::latest(const model::Address& address, const std::string& zone) const {
    const auto found = latest_.find({address, zone});
    return found == latest_.end() ? nullptr : found->second;
}

bool Zones::is_proven(const std::string& zone, Family family) const {
    const auto found = health_.find({zone, family});
    return found != health_.end() && found->second->state == ZoneState::proven;
}

void Zones::remember(ListingPtr listing) {
    auto& known = latest_[{listing->address, listing->zone}];
    if (!known || known->taken_at < listing->taken_at) known = std::move(listing);
}

void Zones::remember(const model::ZoneHealth& health) {
    if (model::zone_named(*catalogue_, health.zone) != nullptr)
        health_[{health.zone, health.family}] = std::make_shared<const model::ZoneHealth>(health);
}

HealthPtr Zones::keep(model::ZoneHealth health) {
    auto& known = health_[{health.zone, health.family}];
    const auto* const before = known && model::is_proof(known->state) ? known.get() : nullptr;
    known = std::make_shared<const model::ZoneHealth>(follow(before, std::move(health)));
    return known;
}

HealthPtr Zones::keep(const model::Zone& zone, Family family, ZoneState state,
                      std::string evidence) {
    model::ZoneHealth health{zone.name, family, clock_.now(), state, std::move(evidence)};
    health.of_names = zone.kind == model::Zone::Kind::domain;
    return keep(std::move(health));
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
    const auto known = health_.find({zone.name, family});
    if (known != health_.end() && holds(*known->second, demand, clock_.now()))
        co_return known->second;
    net::Wanted wanted;
    wanted.not_before = ticks_of(clock_, demand.not_before);
    const auto deadline = clock_.in(turn_patience);
    std::string flight = zone.name + (family == Family::v4 ? " 4" : " 6");
    net::Shared<model::ZoneHealth>::Start start = [this, zone, family, demand] {
        return prove_now(zone, family, demand);
    };
    auto health = co_await proofs_.join(std::move(flight), wanted, deadline, std::move(start));
    if (health) co_return *health;
    co_return std::make_shared<const model::ZoneHealth>(model::ZoneHealth{
        zone.name, family, clock_.now(), ZoneState::silent, health.error().detail});
}

net::Awaitable<Zones::Proven> Zones::prove_now(model::Zone zone, Family family, Demand demand) {
    const auto turn = co_await questions_.turn(zone.name);
    if (!turn) co_return base::Failure{base::Errc::cancelled, zone.name};
    const auto deadline = clock_.in(zone_patience);
    const auto taken_at = clock_.now();
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
    if (stopped)
        co_return base::Failure{base::Errc::cancelled, zone.name};  // No fact about the zone.
    proof.clear = interpret(zone, clear);
    proof.control = interpret(zone, control);
    co_return keep(judge_proof(zone, family, proof, taken_at));
}

net::Awaitable<Zones::Heard> Zones::hear_now(model::Zone zone, std::string front, Family family,
                                             Demand demand) {
    Heard heard;
    const auto turn = co_await questions_.turn(zone.name);
    if (!turn) co_return heard;
    // Another question may have found out meanwhile that the zone is not what it was.
    if (!is_proven(zone.name, family)) co_return heard;
    const auto deadline = clock_.in(zone_patience);
    const auto answer = co_await questions_.ask(zone, front, dns::Type::a, demand, deadline);
    const bool stopped = co_await net::is_cancelled();
    if (stopped) co_return heard;
    heard.said = interpret(zone, answer);
    const auto& known = health_[{zone.name, family}];
    heard.health = known;
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
    const auto known = latest(address, zone.name);
    if (known && known->taken_at >= demand.not_before &&
        known->state != model::Listing::State::unknown)
        co_return known;
    net::Wanted wanted;
    wanted.not_before = ticks_of(clock_, demand.not_before);
    const auto deadline = clock_.in(turn_patience);
    net::Shared<model::Listing>::Start start = [this, zone, address, demand] {
        return look_now(zone, address, demand);
    };
    auto flight = query_name(address, zone.name);
    auto listing = co_await looks_.join(std::move(flight), wanted, deadline, std::move(start));
    co_return listing ? *listing : nullptr;
}

net::Awaitable<net::Shared<model::Listing>::Value> Zones::look_now(model::Zone zone,
                                                                   model::Address address,
                                                                   Demand demand) {
    const auto family = address.family();
    const auto heard = co_await hear_now(zone, address.reversed(), family, demand);
    if (!heard.health) co_return base::Failure{base::Errc::cancelled, zone.name};
    const auto listing =
        std::make_shared<const model::Listing>(make_listing(zone, address, clock_.now(), heard));
    using State = model::Listing::State;
    const auto before = latest(address, zone.name);
    if (listing->state == State::listed && (!before || before->state != State::listed))
        suspicious_.insert({zone.name, family});
    remember(listing);
    co_return listing;
}

net::Awaitable<void> Zones::prove_suspicious(Demand demand) {
    demand.not_before = clock_.now();
    const auto suspicious = std::exchange(suspicious_, {});
    for (const auto& [name, family] : suspicious) {
        const auto* const zone = model::zone_named(*catalogue_, name);
        if (zone != nullptr) co_await prove_itself(*zone, family, demand);
    }
}

}  // namespace mailwatchd::observe
