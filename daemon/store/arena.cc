#include "store/parts.h"

namespace mailwatchd::store {

std::string_view Arena::text(const std::string& wanted) {
    if (const auto found = known_.find(wanted); found != known_.end()) return found->second;
    const std::string_view kept = texts_.emplace_back(wanted);
    known_.emplace(kept, kept);
    return kept;
}

const model::FindingKind* Arena::unknown_kind(const std::string& tag) {
    if (const auto found = by_tag_.find(tag); found != by_tag_.end()) return found->second;
    const auto& kind = kinds_.emplace_back(model::FindingKind{
        text(tag), model::Severity::info, "Finding from another version of mailwatchd",
        "This version does not know this kind of finding.", "Audit the target again.", "", ""});
    by_tag_.emplace(kind.tag, &kind);
    return &kind;
}

}  // namespace mailwatchd::store
