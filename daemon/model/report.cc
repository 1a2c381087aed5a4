#include "model/report.h"

namespace mailwatchd::model {

std::string_view name(Severity severity) {
    switch (severity) {
        case Severity::critical: return "critical";
        case Severity::high: return "high";
        case Severity::medium: return "medium";
        case Severity::low: return "low";
        case Severity::info: return "info";
    }
    return "";
}

}  // namespace mailwatchd::model
