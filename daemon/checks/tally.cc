#include "checks/tally.h"

#include <algorithm>

namespace mailwatchd::checks {

using model::DnsblClass;
using model::Reason;

namespace {

/// Points deducted for one listing (docs/scoring.md, The points).
constexpr int weight(DnsblClass dnsbl_class) {
    switch (dnsbl_class) {
        case DnsblClass::serious: return 60;
        case DnsblClass::minor: return 15;
        case DnsblClass::policy: return 10;
        case DnsblClass::informational: return 0;
    }
    return 0;
}

bool is_proven(const model::World& world, std::string_view dnsbl, model::Address::Family family) {
    return std::ranges::any_of(world.of<model::DnsblHealth>(),
                               [&](const model::DnsblHealth& health) {
                                   return health.dnsbl == dnsbl && health.family == family &&
                                          health.state == model::DnsblState::proven;
                               });
}

/// The class of an answer code takes precedence over its list's. Of several answers only the most
/// serious one counts.
Hit hit(const model::World& world, const model::Listing& listing) {
    const auto* const dnsbl =
        world.catalogue ? model::dnsbl_named(*world.catalogue, listing.dnsbl) : nullptr;
    if (dnsbl == nullptr) return {&listing, model::Dnsbl{}.dnsbl_class, {}};
    Hit made{&listing, model::class_of(*dnsbl, listing.answers), {}};
    for (const auto& answer : listing.answers)
        for (const auto& code : dnsbl->codes)
            if (code.matches(answer))
                made.meaning += (made.meaning.empty() ? "" : ", ") + code.meaning;
    return made;
}

/// Whether answers of the list count, though it may not have answered this time.
bool is_in_use(const model::World& world, const model::DnsblHealth& health) {
    using enum model::DnsblState;
    if (health.state == proven) return true;
    if (health.state != silent && health.state != blocked) return false;
    const auto* const family = health.family == model::Address::Family::v4 ? "ipv4" : "ipv6";
    return standing(world, model::Subject::dnsbl(health.dnsbl), "dnsbl", family) == "proven";
}

const model::Listing* listing_of(const model::World& world, const model::Address& address,
                                 std::string_view dnsbl) {
    for (const auto& listing : world.of<model::Listing>())
        if (listing->address == address && listing->dnsbl == dnsbl) return listing.get();
    return nullptr;
}

/// Of a list that did not answer, for a listing whose answers are not known any more.
int deduction_of(const model::World& world, std::string_view dnsbl) {
    const auto* const known =
        world.catalogue ? model::dnsbl_named(*world.catalogue, dnsbl) : nullptr;
    return weight(known == nullptr ? model::Dnsbl{}.dnsbl_class : known->dnsbl_class);
}

bool is_own_fault(Reason reason) {
    switch (reason) {
        case Reason::resolver_unfit:
        case Reason::prober_unhealthy:
        case Reason::no_route:
        case Reason::interrupted: return true;
        default: return false;
    }
}

}  // namespace

int Tally::score() const {
    int left = 100;
    for (const auto& hit : hits) left -= weight(hit.dnsbl_class);
    return std::max(left, 0);
}

Tally count(const model::World& world, const model::Address& address) {
    using State = model::Listing::State;
    Tally tally;
    for (const auto& listing : world.of<model::Listing>()) {
        if (listing->address != address) continue;
        if (listing->state == State::unknown) {
            if (is_own_fault(listing->reason)) tally.own_fault = listing->reason;
        } else if (is_proven(world, listing->dnsbl, address.family())) {
            ++tally.answered;
            if (listing->state == State::listed) tally.hits.push_back(hit(world, *listing));
        }
    }
    return tally;
}

namespace {

/// `listing` is null if the list was never asked for the address.
void add(const model::World& world, const model::DnsblHealth& health, const model::Subject& subject,
         const model::Listing* listing, Counted& found) {
    using State = model::Listing::State;
    const bool passes_test = health.state == model::DnsblState::proven;
    const bool is_seen = passes_test && listing != nullptr && listing->state != State::unknown;
    const auto known = is_seen ? std::string{} : standing(world, subject, "listed", health.dnsbl);
    if (!is_seen && known.empty()) {
        if (listing == nullptr) return;
        ++found.lists.undecided;
        found.at_stake += deduction_of(world, health.dnsbl);
        found.unanswered += (found.unanswered.empty() ? "" : ", ") + health.dnsbl;
        if (found.reason == Reason::none)
            found.reason = listing->reason == Reason::none ? Reason::dns_failure : listing->reason;
        return;
    }
    const bool is_listed = is_seen ? listing->state == State::listed : known == "listed";
    ++(is_listed ? found.lists.bad : found.lists.good);
    if (passes_test) ++found.usable;
    if (is_listed && !is_seen) found.deduction += deduction_of(world, health.dnsbl);
}

}  // namespace

Counted counted(const model::World& world, const model::Host& host, const model::Address& address) {
    Counted found;
    const auto subject = model::Subject::address(host.name, address);
    for (const auto& health : world.of<model::DnsblHealth>())
        if (!health.of_names && health.family == address.family() && is_in_use(world, health))
            add(world, health, subject, listing_of(world, address, health.dnsbl), found);
    return found;
}

}  // namespace mailwatchd::checks
