// Whether a block list may be believed, as a reading. Pure.
#pragma once

#include "model/listing.h"
#include "model/reading.h"

#include <string>
#include <vector>

namespace mailwatchd::reading {

/// Whether a list counts; argument: the family.
inline constexpr model::ReadingKind zone{
    .number = 12,
    .name = "zone",
    .values = "proven, retired",
    .confirmation = model::Confirmation::dns,
    .change = [](const model::Reading&, std::string_view, std::string_view to,
                 const model::ChangeContext&) -> std::optional<model::ChangeName> {
        using enum model::TransitionKind;
        return to == "proven" ? model::ChangeName{zone_returned, 6}
                              : model::ChangeName{zone_retired, 5};
    },
};

}  // namespace mailwatchd::reading

namespace mailwatchd::observe {

std::vector<model::Reading> readings_of(const model::ZoneHealth& health);

}  // namespace mailwatchd::observe
