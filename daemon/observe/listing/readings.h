// Whether one block list lists one address, as a reading. Pure.
#pragma once

#include "model/cause.h"
#include "model/listing.h"
#include "model/reading.h"
#include "observe/listing/changes.h"

#include <string>
#include <vector>

namespace mailwatchd::reading {

inline int priority_of(model::DnsblClass dnsbl_class) {
    switch (dnsbl_class) {
        case model::DnsblClass::serious: return 3;
        case model::DnsblClass::minor: return 4;
        case model::DnsblClass::policy:
        case model::DnsblClass::informational: break;
    }
    return 6;
}

/// The answers at the beginning of a listing's evidence.
inline std::vector<model::Address> codes_of(const model::Reading& reading) {
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

/// A list that is not in the catalogue counts as minor.
inline model::DnsblClass class_of(const model::Reading& reading,
                                  const model::ChangeContext& context) {
    const auto* const list =
        context.lists ? model::dnsbl_named(*context.lists, reading.argument) : nullptr;
    return list == nullptr ? model::DnsblClass::minor : model::class_of(*list, codes_of(reading));
}

inline std::optional<model::ChangeName> name_listing_change(const model::Reading& reading,
                                                            std::string_view, std::string_view to,
                                                            const model::ChangeContext& context) {
    if (to != "listed") return model::ChangeName{&change::dnsbl_delisted, 5};
    return model::ChangeName{&change::dnsbl_listed, priority_of(class_of(reading, context))};
}

inline constexpr model::ReadingGauge listed_gauges[]{
    {.name = "mailwatchd_dnsbl_listed",
     .help = "Listings of an address on a DNS block list; always 1, absent if not listed.",
     .shape = model::ReadingGauge::Shape::present,
     .yes = "listed",
     .argument_label = "dnsbl"},
    {.name = "mailwatchd_dnsbl_listings",
     .help = "Number of DNS block lists that list an address.",
     .shape = model::ReadingGauge::Shape::count,
     .yes = "listed"},
};
inline constexpr const model::ChangeKind* listed_changes[]{&change::dnsbl_listed,
                                                           &change::dnsbl_delisted};
/// By one list. The argument is the list.
inline constexpr model::ReadingKind listed{
    .number = 5,
    .name = "listed",
    .subject = model::Subject::Kind::address,
    .values = "listed, clear",
    .confirmation = model::Confirmation::dns,
    .changes = listed_changes,
    .change = name_listing_change,
    .argument_field = "MAILWATCHD_DNSBL",
    .gauges = listed_gauges,
    .cause = model::on_host_by_argument,
};

}  // namespace mailwatchd::reading

namespace mailwatchd::observe {

/// `host`: how the address is shown.
std::vector<model::Reading> readings_of(const model::Listing& listing, const std::string& host);

}  // namespace mailwatchd::observe
