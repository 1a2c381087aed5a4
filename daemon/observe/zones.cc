#include "observe/zones.h"

#include "net/spawn.h"
#include "observe/block_list.h"
#include "observe/past_caches.h"

#include <algorithm>

namespace mailwatchd::observe {

namespace {

using namespace std::chrono_literals;

/// For one zone to prove itself, or to answer for one address.
constexpr base::Duration zone_patience = 20s;

/// Questions to block lists under way at once: polite to them and to the resolver.
constexpr std::size_t questions_max = 64;

/// A zone's TXT that is kept as evidence.
constexpr std::size_t reason_bytes_max = 400;

bool asks(const model::Zone& zone, model::Address::Family family) {
    return family == model::Address::Family::v4 ? zone.asks_v4 : zone.asks_v6;
}

model::ZoneHealth retired(const model::Zone& zone, model::Address::Family family,
                          base::Instant now) {
    return {zone.name, family, now, model::ZoneState::retired, zone.note};
}

/// The listing that an answer makes; anything but a plain answer is unknown, never a listing.
model::Listing make_listing(const model::Zone& zone, const model::Address& address,
                            base::Instant taken_at, const Said& said) {
    using State = model::Listing::State;
    model::Listing listing{address, zone.name, taken_at, State::unknown, model::Reason::none,
                           {},      {}};
    switch (said.kind) {
        case Said::Kind::listed:
            listing.state = State::listed;
            listing.answers = said.answers;
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
      resolver_{resolver},
      catalogue_{std::move(catalogue)},
      questions_{questions_max},
      proofs_{clock},
      looks_{clock} {}

void Zones::set_catalogue(Catalogue catalogue) {
    catalogue_ = std::move(catalogue);
    std::erase_if(health_, [&](const auto& entry) {
        return std::ranges::find(*catalogue_, entry.first.first, &model::Zone::name) ==
               catalogue_->end();
    });
}

std::vector<model::ZoneHealth> Zones::health() const {
    std::vector<model::ZoneHealth> all;
    all.reserve(health_.size());
    for (const auto& [key, health] : health_) all.push_back(*health);
    return all;
}

ListingPtr Zones::latest(const model::Address& address, const std::string& zone) const {
    const auto found = latest_.find({address, zone});
    return found == latest_.end() ? nullptr : found->second;
}

void Zones::remember(ListingPtr listing) {
    auto& known = latest_[{listing->address, listing->zone}];
    if (!known || known->taken_at < listing->taken_at) known = std::move(listing);
}

void Zones::remember(const model::ZoneHealth& health) {
    const auto known = std::ranges::find(*catalogue_, health.zone, &model::Zone::name);
    if (known != catalogue_->end())
        health_[{health.zone, health.family}] = std::make_shared<const model::ZoneHealth>(health);
}

net::Awaitable<base::Result<dns::Answer>> Zones::ask(dns::Question question, const Demand& demand,
                                                     base::Deadline deadline) {
    const auto permit = co_await questions_.acquire(clock_, deadline);
    if (!permit) co_return base::failed<dns::Answer>(base::Errc::timed_out, question.text());
    auto answer = co_await observe::ask(clock_, resolver_, std::move(question), demand, deadline);
    co_return answer;
}

net::Awaitable<HealthPtr> Zones::prove(model::Zone zone, model::Address::Family family,
                                       Demand demand) {
    const Key key{zone.name, family};
    if (zone.retired) {
        auto health =
            std::make_shared<const model::ZoneHealth>(retired(zone, family, clock_.now()));
        health_[key] = health;
        co_return health;
    }
    if (const auto known = health_.find(key);
        known != health_.end() && known->second->taken_at >= demand.not_before)
        co_return known->second;
    net::Wanted wanted;
    wanted.not_before = ticks_of(clock_, demand.not_before);
    const auto deadline = clock_.in(2 * zone_patience);
    std::string flight = zone.name + (family == model::Address::Family::v4 ? " 4" : " 6");
    net::Shared<model::ZoneHealth>::Start start = [this, zone, family, demand] {
        return prove_now(zone, family, demand);
    };
    auto health = co_await proofs_.join(std::move(flight), wanted, deadline, std::move(start));
    if (health) co_return *health;
    co_return std::make_shared<const model::ZoneHealth>(model::ZoneHealth{
        zone.name, family, clock_.now(), model::ZoneState::silent, health.error().detail});
}

net::Awaitable<net::Shared<model::ZoneHealth>::Value> Zones::prove_now(
    model::Zone zone, model::Address::Family family, Demand demand) {
    const auto deadline = clock_.in(zone_patience);
    const auto taken_at = clock_.now();
    const auto points = test_points(family);
    dns::Question listed{query_name(points.listed, zone.name), dns::Type::a};
    dns::Question clear{query_name(points.clear, zone.name), dns::Type::a};
    dns::Question control{query_name(points.control, zone.name), dns::Type::a};
    const auto says_listed = co_await ask(std::move(listed), demand, deadline);
    const auto says_clear = co_await ask(std::move(clear), demand, deadline);
    const auto says_control = co_await ask(std::move(control), demand, deadline);
    const bool stopped = co_await net::is_cancelled();
    if (stopped)
        co_return base::Failure{base::Errc::cancelled, zone.name};  // No fact about the zone.
    const Proof proof{interpret(says_listed), interpret(says_clear), interpret(says_control)};
    auto health =
        std::make_shared<const model::ZoneHealth>(judge_proof(zone, family, proof, taken_at));
    health_[Key{zone.name, family}] = health;
    co_return health;
}

net::Awaitable<ListingPtr> Zones::look(model::Zone zone, model::Address address, Demand demand) {
    if (!asks(zone, address.family())) co_return nullptr;
    const auto health = co_await prove(zone, address.family(), demand);
    if (health->state != model::ZoneState::proven) co_return nullptr;
    const auto known = latest(address, zone.name);
    if (known && known->taken_at >= demand.not_before &&
        known->state != model::Listing::State::unknown)
        co_return known;
    net::Wanted wanted;
    wanted.not_before = ticks_of(clock_, demand.not_before);
    const auto deadline = clock_.in(2 * zone_patience);
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
    const auto deadline = clock_.in(zone_patience);
    const auto taken_at = clock_.now();
    dns::Question question{query_name(address, zone.name), dns::Type::a};
    const auto answer = co_await ask(std::move(question), demand, deadline);
    const bool stopped = co_await net::is_cancelled();
    if (stopped) co_return base::Failure{base::Errc::cancelled, zone.name};
    auto listing = make_listing(zone, address, taken_at, interpret(answer));
    if (listing.state == model::Listing::State::listed) {
        dns::Question why{query_name(address, zone.name), dns::Type::txt};
        const auto texts = co_await ask(std::move(why), demand, deadline);
        if (texts && !texts->empty())
            listing.text = texts->texts().front().substr(0, reason_bytes_max);
    }
    auto shared = std::make_shared<const model::Listing>(std::move(listing));
    remember(shared);
    co_return shared;
}

}  // namespace mailwatchd::observe
