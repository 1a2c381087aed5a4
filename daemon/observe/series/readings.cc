#include "observe/series/readings.h"

namespace mailwatchd::observe {

using model::Reading;

std::vector<Reading> readings_of(const model::ActiveSeries& series) {
    std::vector<Reading> readings;
    if (series.kind != model::SeriesKind::relay || series.closed != model::Reason::none)
        return readings;
    for (const auto& one : series.cases) {
        Reading reading{.subject = model::Subject::endpoint(series.endpoint),
                        .kind = &reading::relay,
                        .argument = one.name,
                        .value = {},
                        .reason = model::Reason::none,
                        .taken_at = series.taken_at,
                        .evidence = model::transcript(one)};
        if (model::is_concluded(series, one)) {
            reading.value = one.answer == model::Answer::accepted ? "accepted" : "refused";
        } else {
            const auto why = series.shortfall();
            reading.reason = why == model::Reason::none ? model::Reason::deferred : why;
        }
        readings.push_back(std::move(reading));
    }
    return readings;
}

}  // namespace mailwatchd::observe
