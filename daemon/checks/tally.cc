#include "checks/tally.h"

#include <algorithm>

namespace mailwatchd::checks {

using model::Reason;
using model::ZoneClass;

namespace {

/// Points deducted for one listing (docs/scoring.md, The points).
constexpr int weight(ZoneClass zone_class) {
    switch (zone_class) {
        case ZoneClass::serious: return 60;
        case ZoneClass::minor: return 15;
        case ZoneClass::policy: return 10;
        case ZoneClass::informational: return 0;
    }
    return 0;
}

bool is_proven(const model::World& world, std::string_view zone, model::Address::Family family) {
    return std::ranges::any_of(world.of<model::ZoneHealth>(), [&](const model::ZoneHealth& health) {
        return health.zone == zone && health.family == family &&
               health.state == model::ZoneState::proven;
    });
}

/// The class of an answer code takes precedence over its list's. Of several answers only the most
/// serious one counts.
Hit hit(const model::World& world, const model::Listing& listing) {
    const auto* const zone =
        world.catalogue ? model::zone_named(*world.catalogue, listing.zone) : nullptr;
    if (zone == nullptr) return {&listing, model::Zone{}.zone_class, {}};
    Hit made{&listing, model::class_of(*zone, listing.answers), {}};
    for (const auto& answer : listing.answers)
        for (const auto& code : zone->codes)
            if (code.matches(answer))
                made.meaning += (made.meaning.empty() ? "" : ", ") + code.meaning;
    return made;
}

bool is_own_fault(Reason reason) {
    switch (reason) {
        case Reason::resolver_unfit:
        case Reason::vantage_ill:
        case Reason::no_route:
        case Reason::interrupted: return true;
        default: return false;
    }
}

}  // namespace

int Tally::score() const {
    int left = 100;
    for (const auto& hit : hits) left -= weight(hit.zone_class);
    return std::max(left, 0);
}

Tally count(const model::World& world, const model::Address& address) {
    using State = model::Listing::State;
    Tally tally;
    for (const auto& listing : world.of<model::Listing>()) {
        if (listing->address != address) continue;
        if (listing->state == State::unknown) {
            if (is_own_fault(listing->reason)) tally.own_fault = listing->reason;
        } else if (is_proven(world, listing->zone, address.family())) {
            ++tally.answered;
            if (listing->state == State::listed) tally.hits.push_back(hit(world, *listing));
        }
    }
    return tally;
}

}  // namespace mailwatchd::checks
