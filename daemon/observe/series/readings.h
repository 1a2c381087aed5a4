// A host's answers to envelopes of an unauthenticated client, as readings. Pure.
#pragma once

#include "model/active_series.h"
#include "model/cause.h"
#include "model/reading.h"
#include "observe/series/changes.h"

#include <vector>

namespace mailwatchd::reading {

inline constexpr model::ReadingGauge relay_gauges[]{
    {.name = "mailwatchd_open_relay_accepted",
     .help = "Open-relay tests in which a mail host accepted the recipient; absent if not tested.",
     .shape = model::ReadingGauge::Shape::count,
     .yes = "accepted",
     .counts = [](std::string_view one) { return !model::is_ambiguous_relay_case(one); }},
};
inline constexpr const model::ChangeKind* relay_changes[]{&change::relay_accepted,
                                                          &change::relay_refused};
/// The answer to one envelope that only a relay accepts. The argument is the case.
inline constexpr model::ReadingKind relay{
    .number = 7,
    .name = "relay",
    .subject = model::Subject::Kind::endpoint,
    .values = "accepted, refused",
    .confirmation = model::Confirmation::series,
    .changes = relay_changes,
    .change = [](const model::Reading& one, std::string_view, std::string_view to,
                 const model::ChangeContext&) -> std::optional<model::ChangeName> {
        // Acknowledgement may mean a catch-all mailbox: recorded, not reported.
        if (model::is_ambiguous_relay_case(one.argument)) return std::nullopt;
        return to == "accepted" ? model::ChangeName{&change::relay_accepted, 2}
                                : model::ChangeName{&change::relay_refused, 5};
    },
    .gauges = relay_gauges,
    // A relay accepts many envelopes at once.
    .cause = model::on_host,
};

}  // namespace mailwatchd::reading

namespace mailwatchd::observe {

/// One per relay case. None for other kinds and for a series that was not made.
std::vector<model::Reading> readings_of(const model::ActiveSeries& series);

}  // namespace mailwatchd::observe
