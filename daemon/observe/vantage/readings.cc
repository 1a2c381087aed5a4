#include "observe/vantage/readings.h"

#include <array>

namespace mailwatchd::observe {

using model::Reading;

std::vector<model::Reading> readings_of(const VantageHealth& health) {
    struct Part {
        std::string_view name;
        bool well;
    };
    const std::array parts{Part{"resolver", health.resolver_well()},
                           Part{"ports", health.ports_well()},
                           Part{"outbound_25", !health.outbound_25_blocked}};
    std::vector<model::Reading> readings;
    for (const auto& part : parts) {
        readings.push_back({.subject = model::Subject::vantage(),
                            .kind = &reading::vantage,
                            .argument = std::string{part.name},
                            .value = part.well ? "well" : "ill",
                            .reason = model::Reason::none,
                            .taken_at = health.taken_at,
                            .evidence = health.evidence,
                            .ticks = health.ticks});
    }
    return readings;
}

}  // namespace mailwatchd::observe
