#include "observe/prober/readings.h"

#include "model/endpoint.h"

#include <array>

namespace mailwatchd::observe {

using model::Reading;

namespace {

std::string outbound_trouble(const ProberHealth& health, bool is_smtp) {
    std::string all;
    for (const auto& [port, trouble] : health.outbound)
        if ((port == model::smtp.port) == is_smtp)
            all.append(all.empty() ? "" : "; ").append(trouble);
    return all;
}

}  // namespace

std::vector<model::Reading> readings_of(const ProberHealth& health) {
    struct Part {
        std::string_view name;
        std::string trouble;
    };
    const std::array parts{Part{"", health.cause()},
                           Part{"resolver", health.resolver},
                           Part{"ports", health.ports},
                           Part{"outbound_25", outbound_trouble(health, true)},
                           Part{"outbound", outbound_trouble(health, false)},
                           Part{"address", health.address},
                           Part{"common_cause", health.common_cause}};
    std::vector<model::Reading> readings;
    readings.reserve(parts.size());
    for (const auto& part : parts) {
        readings.push_back({.subject = model::Subject::prober(),
                            .kind = &reading::prober,
                            .argument = std::string{part.name},
                            .value = part.trouble.empty() ? "healthy" : "unhealthy",
                            .reason = model::Reason::none,
                            .taken_at = health.taken_at,
                            .evidence = part.trouble,
                            .ticks = health.ticks});
    }
    return readings;
}

}  // namespace mailwatchd::observe
