// The row of the readings of ourselves.
#pragma once

#include "model/reading.h"
#include "observe/vantage/changes.h"

namespace mailwatchd::reading {

inline constexpr model::ReadingGauge vantage_gauges[]{
    {.name = "mailwatchd_vantage_well",
     .help = "Whether the daemon's own resolver, mail ports or outbound port 25 work; dependent "
             "checks are suspended while one does not.",
     .yes = "well",
     .argument_label = "what",
     .detail = model::ReadingGauge::Detail::target,
     .of = model::ReadingGauge::Of::none},
};
inline constexpr const model::ChangeKind* vantage_changes[]{&change::vantage_ill,
                                                            &change::vantage_well};
/// Argument: what of ourselves. Being ill at a start is said, too.
inline constexpr model::ReadingKind vantage{
    .number = 13,
    .name = "vantage",
    .subject = model::Subject::Kind::vantage,
    .values = "well, ill",
    .confirmation = model::Confirmation::own,
    .changes = vantage_changes,
    .change = [](const model::Reading&, std::string_view, std::string_view to,
                 const model::ChangeContext&) -> std::optional<model::ChangeName> {
        return to == "well" ? model::ChangeName{&change::vantage_well, 5}
                            : model::ChangeName{&change::vantage_ill, 3};
    },
    .presumed = "well",
    .gauges = vantage_gauges,
};

}  // namespace mailwatchd::reading
