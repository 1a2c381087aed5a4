// What one block list says of one address, as a reading. Pure.
#pragma once

#include "model/listing.h"
#include "model/reading.h"
#include "observe/listing/changes.h"

#include <string>
#include <vector>

namespace mailwatchd::reading {

std::optional<model::ChangeName> name_listing_change(const model::Reading& reading,
                                                     std::string_view from, std::string_view to,
                                                     const model::ChangeContext& context);

inline constexpr model::ReadingGauge listed_gauges[]{
    {.name = "mailwatchd_dnsbl_listed",
     .help = "Listings of an address on a live DNS block list; always 1, absent when not listed.",
     .shape = model::ReadingGauge::Shape::present,
     .yes = "listed",
     .argument_label = "dnsbl"},
    {.name = "mailwatchd_dnsbl_listings",
     .help = "Live DNS block lists that list an address.",
     .shape = model::ReadingGauge::Shape::count,
     .yes = "listed"},
};
inline constexpr const model::ChangeKind* listed_changes[]{&change::dnsbl_listed, &change::dnsbl_delisted};
/// By one list; argument: the list.
inline constexpr model::ReadingKind listed{
    .number = 5,
    .name = "listed",
    .values = "listed, clear",
    .confirmation = model::Confirmation::dns,
    .changes = listed_changes,
    .change = name_listing_change,
    .argument_field = "MAILWATCHD_ZONE",
    .gauges = listed_gauges,
};

}  // namespace mailwatchd::reading

namespace mailwatchd::observe {

/// `host` names the address as the subject does: "host[address]".
std::vector<model::Reading> readings_of(const model::Listing& listing, const std::string& host);

}  // namespace mailwatchd::observe
