// Findings grouped for people: each kind once, the worst first.
#pragma once

#include "model/report.h"

#include <span>
#include <vector>

namespace mailwatchd::publish {

/// Findings of one kind.
struct FindingGroup {
    const model::FindingKind* kind;  ///< Never null.
    std::vector<const model::Finding*> findings;
};

/// Groups the findings of several reports; skips findings without a kind. The reports must outlive
/// the groups.
std::vector<FindingGroup> groups_of(std::span<const model::Report* const> reports);

/// The worst finding of a report, if it is worse than `info`; otherwise null.
const model::Finding* worst(const model::Report& report);

}  // namespace mailwatchd::publish
