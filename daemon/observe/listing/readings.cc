#include "observe/listing/readings.h"

#include "observe/joined.h"

namespace mailwatchd::reading {

namespace {

int priority_of(model::ZoneClass zone_class) {
    switch (zone_class) {
        case model::ZoneClass::serious: return 3;
        case model::ZoneClass::minor: return 4;
        case model::ZoneClass::policy:
        case model::ZoneClass::informational: break;
    }
    return 6;
}

}  // namespace

std::optional<model::ChangeName> name_listing_change(const model::Reading&, std::string_view,
                                                     std::string_view to,
                                                     const model::ChangeContext& context) {
    using enum model::TransitionKind;
    if (to != "listed") return model::ChangeName{dnsbl_delisted, 5};
    return model::ChangeName{dnsbl_listed,
                             priority_of(context.zone_class.value_or(model::ZoneClass::minor))};
}

}  // namespace mailwatchd::reading

namespace mailwatchd::observe {

using model::Reading;

std::vector<Reading> readings_of(const model::Listing& listing, const std::string& host) {
    using State = model::Listing::State;
    std::string value;
    if (listing.state != State::unknown)
        value = listing.state == State::listed ? "listed" : "clear";
    const auto codes =
        joined(listing.answers, " ", [](const model::Address& code) { return code.text(); });
    return {Reading{.subject = model::Subject::address(host, listing.address),
                    .kind = &reading::listed,
                    .argument = listing.zone,
                    .value = value,
                    .reason = listing.reason,
                    .taken_at = listing.taken_at,
                    .evidence = listing.text.empty() ? codes : codes + " " + listing.text}};
}

}  // namespace mailwatchd::observe
