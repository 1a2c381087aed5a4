#include "watch/doubts.h"

namespace mailwatchd::watch {

void Doubts::set(const Doubt& doubt) {
    remove(doubt.key);
    doubts_.emplace(doubt.key, doubt);
    order_.emplace(doubt.next_look, doubt.key);
}

void Doubts::remove(Key key) {
    const auto found = doubts_.find(key);
    if (found == doubts_.end()) return;
    order_.erase({found->second.next_look, key});
    doubts_.erase(found);
}

const Doubt* Doubts::find(Key key) const {
    const auto found = doubts_.find(key);
    return found == doubts_.end() ? nullptr : &found->second;
}

bool Doubts::concerns(SubjectId subject) const {
    const auto at = doubts_.lower_bound(Key{subject, {}, 0});
    return at != doubts_.end() && at->first.subject == subject;
}

std::vector<Doubt> Doubts::of(SubjectId subject) const {
    std::vector<Doubt> found;
    for (auto at = doubts_.lower_bound(Key{subject, {}, 0});
         at != doubts_.end() && at->first.subject == subject; ++at)
        found.push_back(at->second);
    return found;
}

std::vector<Doubt> Doubts::due(base::Ticks now) const {
    std::vector<Doubt> found;
    for (const auto& [at, key] : order_) {
        if (at > now) break;
        found.push_back(doubts_.at(key));
    }
    return found;
}

std::optional<base::Ticks> Doubts::next_look(base::Ticks now) const {
    const auto next = order_.lower_bound({now + base::Duration{1}, Key{}});
    return next == order_.end() ? std::nullopt : std::optional{next->first};
}

}  // namespace mailwatchd::watch
