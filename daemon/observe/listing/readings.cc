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

/// The codes that a listing's evidence begins with.
std::vector<model::Address> codes_of(const model::Reading& reading) {
    std::vector<model::Address> codes;
    std::string_view rest = reading.evidence;
    while (!rest.empty()) {
        const auto end = rest.find(' ');
        const auto code = model::Address::parse(rest.substr(0, end));
        if (!code || !code->is_v4() || code->bytes()[0] != 127) break;
        codes.push_back(*code);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
    return codes;
}

/// A list that we know nothing of is a minor one.
model::ZoneClass class_of(const model::Reading& reading, const model::ChangeContext& context) {
    const auto* const zone =
        context.lists ? model::zone_named(*context.lists, reading.argument) : nullptr;
    return zone == nullptr ? model::ZoneClass::minor : model::class_of(*zone, codes_of(reading));
}

}  // namespace

std::optional<model::ChangeName> name_listing_change(const model::Reading& reading,
                                                     std::string_view, std::string_view to,
                                                     const model::ChangeContext& context) {
    if (to != "listed") return model::ChangeName{&change::dnsbl_delisted, 5};
    return model::ChangeName{&change::dnsbl_listed, priority_of(class_of(reading, context))};
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
