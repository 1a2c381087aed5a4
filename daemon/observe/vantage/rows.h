// The row of the prober's readings.
#pragma once

#include "model/reading.h"
#include "observe/vantage/changes.h"

namespace mailwatchd::reading {

inline constexpr model::ReadingGauge vantage_gauges[]{
    {.name = "mailwatchd_vantage_well",
     .help = "Whether a part of our own surroundings is well; verdicts that need an ill one are "
             "frozen.",
     .yes = "well",
     .argument_label = "what",
     .detail = model::ReadingGauge::Detail::target,
     .of = model::ReadingGauge::Of::none},
};
inline constexpr const model::ChangeKind* vantage_changes[]{&change::vantage_ill,
                                                            &change::vantage_well};
/// The argument is the part of the prober. A local problem at the start is reported, too.
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
