#include "watch/entries.h"

#include <algorithm>
#include <utility>

namespace mailwatchd::watch {

namespace {

using model::Transition;

/// Each change of a cause joins the entry of the first one.
void join(std::vector<OpenEntry>& open, Batch& batch, base::Ticks now) {
    for (auto& change : batch.transitions) {
        if (change.reading->cause == nullptr) continue;
        const auto entry = std::ranges::find_if(
            open, [&](const OpenEntry& each) { return have_one_cause(each.first, change); });
        if (entry == open.end()) {
            open.push_back({change, {change.subject}, now});
        } else {
            change.part_of = entry->first.id;
            entry->subjects.push_back(change.subject);
        }
    }
}

}  // namespace

bool have_one_cause(const Transition& one, const Transition& other) {
    const auto cause = one.reading->cause;
    return cause != nullptr && one.reading == other.reading && one.kind == other.kind &&
           one.old_value == other.old_value && one.new_value == other.new_value &&
           cause(one.subject, one.argument) == cause(other.subject, other.argument);
}

std::vector<OpenEntry> group(std::vector<OpenEntry> open, Batch& batch, const Grouping& grouping) {
    join(open, batch, grouping.now);
    std::vector<OpenEntry> still_open;
    for (auto& entry : open) {
        const auto first = std::ranges::find(batch.transitions, entry.first.id, &Transition::id);
        const auto targets = entry.subjects.size() > 1 ? grouping.count_targets(entry.subjects) : 0;
        const bool stays =
            grouping.now - entry.since < entry_open_max && grouping.awaits_more(entry.first);
        if (first != batch.transitions.end()) {
            first->is_open = stays;
            first->targets_total = std::max(first->targets_total, targets);
        } else if (!stays) {
            batch.closed_entries.push_back({entry.first.id, entry.first.kind, targets});
        }
        if (stays) still_open.push_back(std::move(entry));
    }
    return still_open;
}

}  // namespace mailwatchd::watch
