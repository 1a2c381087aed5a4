// A check's report as a reading, so that verdicts get standings and changes like everything else.
#pragma once

#include "model/reading.h"
#include "model/report.h"
#include "watch/own_readings.h"

namespace mailwatchd::watch {

/// Known for passed, failed, and no_info with a conclusive reason (docs/verdicts.md).
inline model::Reading verdict_reading(std::string_view target, std::string_view check,
                                      const model::Report& report, base::Moment taken,
                                      std::uint32_t look) {
    model::Reading reading;
    reading.subject = model::Subject::name(target);
    reading.kind = &reading::verdict;
    reading.argument = check;
    if (report.verdict != model::Verdict::no_info || model::is_conclusive(report.reason))
        reading.value = model::name(report.verdict);
    reading.reason = report.reason;
    reading.taken_at = taken.wall;
    reading.ticks = taken.ticks;
    reading.look = look;
    return reading;
}

}  // namespace mailwatchd::watch
