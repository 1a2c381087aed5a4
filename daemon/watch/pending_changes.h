// The pending changes, and when each of them is rechecked.
#pragma once

#include "watch/standing.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace mailwatchd::watch {

class PendingChanges {
public:
    void set(const PendingChange& pending);
    void remove(Key key);
    const PendingChange* find(Key key) const;
    bool concerns(SubjectId subject) const;
    std::vector<PendingChange> of(SubjectId subject) const;
    /// Those whose next recheck is at `now` or earlier, in that order.
    std::vector<PendingChange> due(base::Ticks now) const;
    /// The first recheck later than `now`.
    std::optional<base::Ticks> next_recheck(base::Ticks now) const;
    std::size_t size() const { return pending_changes_.size(); }
    template <class Predicate>
    bool any_of(const Predicate& predicate) const {
        return std::ranges::any_of(pending_changes_,
                                   [&](const auto& each) { return predicate(each.second); });
    }

private:
    std::map<Key, PendingChange> pending_changes_;
    std::set<std::pair<base::Ticks, Key>> order_;
};

}  // namespace mailwatchd::watch
