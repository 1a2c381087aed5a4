// Readings without an observation: those derived from other readings, and the rules that verdicts
// are made by.
#pragma once

#include "model/reading.h"
#include "watch/own_changes.h"

namespace mailwatchd::reading {

inline std::optional<model::ChangeName> name_verdict_change(const model::Reading&, std::string_view,
                                                            std::string_view to,
                                                            const model::ChangeContext&) {
    if (to == "failed") return model::ChangeName{&change::verdict_failed, 4};
    if (to == "passed") return model::ChangeName{&change::verdict_passed, 5};
    return std::nullopt;
}

/// Of a check of a target. The argument is the check.
inline constexpr model::ReadingGauge verdict_gauges[]{
    {.name = "mailwatchd_check_changed_timestamp_seconds",
     .help = "Time of the last confirmed change of a check's verdict; absent if it never changed.",
     .shape = model::ReadingGauge::Shape::changed,
     .argument_label = "check",
     .detail = model::ReadingGauge::Detail::full,
     .of = model::ReadingGauge::Of::target},
};
inline constexpr const model::ChangeKind* verdict_changes[]{&change::verdict_failed,
                                                            &change::verdict_passed};
inline constexpr model::ReadingKind verdict{
    .number = 11,
    .name = "verdict",
    .subject = model::Subject::Kind::name,
    .values = "passed, failed, no_info",
    .changes = verdict_changes,
    .change = name_verdict_change,
    .is_reported = [](std::string_view, std::string_view to) { return to != "no_info"; },
    .argument_field = "MAILWATCHD_CHECK",
    .gauges = verdict_gauges,
};

inline constexpr const model::ChangeKind* rules_changes[]{&change::rules_changed};
/// The version of judges, weights and catalogue.
inline constexpr model::ReadingKind rules{
    .number = 14,
    .name = "rules",
    .subject = model::Subject::Kind::prober,
    .values = "text",
    .changes = rules_changes,
    .change = [](const model::Reading&, std::string_view, std::string_view,
                 const model::ChangeContext&) -> std::optional<model::ChangeName> {
        return model::ChangeName{&change::rules_changed, 6};
    },
};

}  // namespace mailwatchd::reading
