// Readings that are of no observation: what follows from those of observations, and the rules that
// we judge by.
#pragma once

#include "model/reading.h"

namespace mailwatchd::reading {

inline std::optional<model::ChangeName> name_verdict_change(const model::Reading&, std::string_view,
                                                            std::string_view to,
                                                            const model::ChangeContext&) {
    using enum model::TransitionKind;
    if (to == "failed") return model::ChangeName{verdict_failed, 4};
    if (to == "passed") return model::ChangeName{verdict_passed, 5};
    return std::nullopt;
}

/// Of a check of a target; argument: the check.
inline constexpr model::ReadingGauge verdict_gauges[]{
    {.name = "mailwatchd_check_changed_timestamp_seconds",
     .help = "When the standing verdict of a check last changed, confirmed; absent where it never "
             "did.",
     .shape = model::ReadingGauge::Shape::changed,
     .argument_label = "check",
     .detail = model::ReadingGauge::Detail::full},
};
inline constexpr model::ReadingKind verdict{
    .number = 11,
    .name = "verdict",
    .values = "passed, failed, no_info",
    .change = name_verdict_change,
    .is_told = [](std::string_view, std::string_view to) { return to != "no_info"; },
    .argument_field = "MAILWATCHD_CHECK",
    .gauges = verdict_gauges,
};

/// The version of judges, weights and catalogue.
inline constexpr model::ReadingKind rules{
    .number = 14,
    .name = "rules",
    .values = "text",
    .change = [](const model::Reading&, std::string_view, std::string_view,
                 const model::ChangeContext&) -> std::optional<model::ChangeName> {
        return model::ChangeName{model::TransitionKind::rules_changed, 6};
    },
};

}  // namespace mailwatchd::reading
