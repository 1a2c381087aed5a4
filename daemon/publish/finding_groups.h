// Findings as people read them: each kind once, the worst first.
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

/// Of several reports; a finding without a kind is left out. The reports outlive the groups.
std::vector<FindingGroup> groups_of(std::span<const model::Report* const> reports);

/// The worst finding of a report that is worse than `info`; null where there is none.
const model::Finding* worst(const model::Report& report);

}  // namespace mailwatchd::publish
