#include "watch/pending_changes.h"

namespace mailwatchd::watch {

void PendingChanges::set(const PendingChange& pending) {
    remove(pending.key);
    pending_changes_.emplace(pending.key, pending);
    order_.emplace(pending.next_recheck, pending.key);
}

void PendingChanges::remove(Key key) {
    const auto found = pending_changes_.find(key);
    if (found == pending_changes_.end()) return;
    order_.erase({found->second.next_recheck, key});
    pending_changes_.erase(found);
}

const PendingChange* PendingChanges::find(Key key) const {
    const auto found = pending_changes_.find(key);
    return found == pending_changes_.end() ? nullptr : &found->second;
}

bool PendingChanges::concerns(SubjectId subject) const {
    const auto at = pending_changes_.lower_bound(Key{subject, {}, 0});
    return at != pending_changes_.end() && at->first.subject == subject;
}

std::vector<PendingChange> PendingChanges::of(SubjectId subject) const {
    std::vector<PendingChange> found;
    for (auto at = pending_changes_.lower_bound(Key{subject, {}, 0});
         at != pending_changes_.end() && at->first.subject == subject; ++at)
        found.push_back(at->second);
    return found;
}

std::vector<PendingChange> PendingChanges::due(base::Ticks now) const {
    std::vector<PendingChange> found;
    for (const auto& [at, key] : order_) {
        if (at > now) break;
        found.push_back(pending_changes_.at(key));
    }
    return found;
}

std::optional<base::Ticks> PendingChanges::next_recheck(base::Ticks now) const {
    const auto next = order_.lower_bound({now + base::Duration{1}, Key{}});
    return next == order_.end() ? std::nullopt : std::optional{next->first};
}

}  // namespace mailwatchd::watch
