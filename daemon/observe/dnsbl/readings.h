// Whether a block list passes its self-test, as a reading. Pure.
#pragma once

#include "model/listing.h"
#include "model/reading.h"
#include "observe/dnsbl/changes.h"

#include <vector>

namespace mailwatchd::reading {

inline constexpr const model::ChangeKind* zone_changes[]{&change::zone_retired,
                                                         &change::zone_returned};
/// Whether a list is used. The argument is the family.
inline constexpr model::ReadingKind zone{
    .number = 12,
    .name = "zone",
    .subject = model::Subject::Kind::zone,
    .values = "proven, retired",
    .confirmation = model::Confirmation::dns,
    .changes = zone_changes,
    .change = [](const model::Reading&, std::string_view, std::string_view to,
                 const model::ChangeContext&) -> std::optional<model::ChangeName> {
        return to == "proven" ? model::ChangeName{&change::zone_returned, 6}
                              : model::ChangeName{&change::zone_retired, 5};
    },
};

}  // namespace mailwatchd::reading

namespace mailwatchd::observe {

std::vector<model::Reading> readings_of(const model::ZoneHealth& health);

}  // namespace mailwatchd::observe
