#include "observe/prober/readings.h"

#include <array>

namespace mailwatchd::observe {

using model::Reading;

std::vector<model::Reading> readings_of(const ProberHealth& health) {
    struct Part {
        std::string_view name;
        bool healthy;
    };
    const std::array parts{Part{"resolver", health.resolver_healthy()},
                           Part{"ports", health.ports_healthy()},
                           Part{"outbound_25", !health.outbound_25_blocked}};
    std::vector<model::Reading> readings;
    readings.reserve(parts.size());
    for (const auto& part : parts) {
        readings.push_back({.subject = model::Subject::prober(),
                            .kind = &reading::prober,
                            .argument = std::string{part.name},
                            .value = part.healthy ? "healthy" : "unhealthy",
                            .reason = model::Reason::none,
                            .taken_at = health.taken_at,
                            .evidence = health.evidence,
                            .ticks = health.ticks});
    }
    return readings;
}

}  // namespace mailwatchd::observe
