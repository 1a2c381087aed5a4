#include "publish/finding_groups.h"

#include <algorithm>

namespace mailwatchd::publish {

std::vector<FindingGroup> groups_of(std::span<const model::Report* const> reports) {
    std::vector<FindingGroup> groups;
    for (const auto* const report : reports)
        for (const auto& finding : report->findings) {
            if (finding.kind == nullptr) continue;
            auto found =
                std::ranges::find(groups, finding.kind->tag,
                                  [](const FindingGroup& group) { return group.kind->tag; });
            if (found == groups.end())
                found = groups.insert(groups.end(), FindingGroup{finding.kind, {}});
            found->findings.push_back(&finding);
        }
    std::ranges::stable_sort(groups, {},
                             [](const FindingGroup& group) { return group.kind->severity; });
    return groups;
}

const model::Finding* worst(const model::Report& report) {
    const model::Finding* found = nullptr;
    for (const auto& finding : report.findings) {
        if (finding.kind == nullptr || finding.kind->severity == model::Severity::info) continue;
        if (found == nullptr || finding.kind->severity < found->kind->severity) found = &finding;
    }
    return found;
}

}  // namespace mailwatchd::publish
