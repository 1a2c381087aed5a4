// The row of the prober's readings.
#pragma once

#include "model/cause.h"
#include "model/reading.h"
#include "observe/prober/changes.h"

namespace mailwatchd::reading {

inline constexpr model::ReadingGauge prober_gauges[]{
    {.name = "mailwatchd_prober_healthy",
     .help = "Whether the daemon's own resolver, network, address and outbound ports work; "
             "dependent checks are suspended while one does not.",
     .yes = "healthy",
     .argument_label = "what",
     .detail = model::ReadingGauge::Detail::target,
     .of = model::ReadingGauge::Of::none,
     .counts = [](std::string_view part) { return !part.empty(); }},
};
inline constexpr const model::ChangeKind* prober_changes[]{&change::prober_unhealthy,
                                                           &change::prober_healthy};
/// The argument is the part of the prober; without one, it is the prober as a whole. Only changes
/// of the whole are reported: an outage that affects several parts is one. A local problem at the
/// start is reported, too.
inline constexpr model::ReadingKind prober{
    .number = 13,
    .name = "prober",
    .subject = model::Subject::Kind::prober,
    .values = "healthy, unhealthy",
    .confirmation = model::Confirmation::own,
    .changes = prober_changes,
    .change = [](const model::Reading& reading, std::string_view, std::string_view to,
                 const model::ChangeContext&) -> std::optional<model::ChangeName> {
        if (!reading.argument.empty()) return std::nullopt;
        return to == "healthy" ? model::ChangeName{&change::prober_healthy, 5}
                               : model::ChangeName{&change::prober_unhealthy, 3};
    },
    .presumed = "healthy",
    .gauges = prober_gauges,
    .cause = model::anywhere,
};

}  // namespace mailwatchd::reading
