#include "observe/series/readings.h"

#include "model/relay_control.h"

namespace mailwatchd::observe {

using model::Reading;
using model::Reason;

namespace {

Reason why_not_concluded(const model::ActiveSeries& series, const model::SeriesCase& one) {
    const auto why = series.shortfall();
    if (why != Reason::none) return why;
    return one.answer == model::Answer::deferred ? Reason::deferred : Reason::interrupted;
}

}  // namespace

std::vector<Reading> readings_of(const model::ActiveSeries& series) {
    std::vector<Reading> readings;
    if (series.kind != model::SeriesKind::relay || series.closed != model::Reason::none)
        return readings;
    for (const auto& one : series.cases) {
        if (model::is_control(one.name)) continue;
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
            reading.reason = why_not_concluded(series, one);
        }
        readings.push_back(std::move(reading));
    }
    return readings;
}

}  // namespace mailwatchd::observe
