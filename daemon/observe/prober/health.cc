#include "observe/prober/health.h"

namespace mailwatchd::observe {

std::string ProberHealth::cause() const {
    std::string all;
    const auto add = [&all](const std::string& part) {
        if (!part.empty()) all.append(all.empty() ? "" : "; ").append(part);
    };
    add(resolver);
    add(address);
    add(ports);
    for (const auto& [port, trouble] : outbound) add(trouble);
    add(common_cause);
    return all;
}

}  // namespace mailwatchd::observe
