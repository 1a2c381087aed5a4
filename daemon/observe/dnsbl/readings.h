// Whether a block list passes its self-test, as a reading. Pure.
#pragma once

#include "model/cause.h"
#include "model/listing.h"
#include "model/reading.h"
#include "observe/dnsbl/changes.h"

#include <vector>

namespace mailwatchd::reading {

inline constexpr const model::ChangeKind* dnsbl_changes[]{&change::dnsbl_retired,
                                                          &change::dnsbl_restored};
/// Whether a list is used, and if not, why. The argument is the family.
inline constexpr model::ReadingKind dnsbl{
    .number = 12,
    .name = "dnsbl",
    .subject = model::Subject::Kind::dnsbl,
    .values = "proven, wildcarding, empty, parked",
    .confirmation = model::Confirmation::dns,
    .changes = dnsbl_changes,
    .change = [](const model::Reading&, std::string_view from, std::string_view to,
                 const model::ChangeContext&) -> std::optional<model::ChangeName> {
        if (from != "proven" && to != "proven") return std::nullopt;
        return to == "proven" ? model::ChangeName{&change::dnsbl_restored, 6}
                              : model::ChangeName{&change::dnsbl_retired, 5};
    },
    // "retired" is what version 0.1 recorded for all the others.
    .is_reported = [](std::string_view from,
                      std::string_view to) { return from == "proven" || to == "proven"; },
    .cause = model::on_host,
};

}  // namespace mailwatchd::reading

namespace mailwatchd::observe {

std::vector<model::Reading> readings_of(const model::DnsblHealth& health);

}  // namespace mailwatchd::observe
