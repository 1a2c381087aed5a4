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

}  // namespace mailwatchd::checks
