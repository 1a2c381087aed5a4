// The pending changes, and when each of them is rechecked.
#pragma once

#include "watch/standing.h"

#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace mailwatchd::watch {

class Doubts {
public:
    void set(const Doubt& doubt);
    void remove(Key key);
    const Doubt* find(Key key) const;
    bool concerns(SubjectId subject) const;
    std::vector<Doubt> of(SubjectId subject) const;
    /// Those whose next recheck is at `now` or earlier, in that order.
    std::vector<Doubt> due(base::Ticks now) const;
    /// The first recheck later than `now`.
    std::optional<base::Ticks> next_look(base::Ticks now) const;
    std::size_t size() const { return doubts_.size(); }

private:
    std::map<Key, Doubt> doubts_;
    std::set<std::pair<base::Ticks, Key>> order_;
};

}  // namespace mailwatchd::watch
