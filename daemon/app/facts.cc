#include "app/facts.h"

#include <algorithm>

namespace mailwatchd::app {

BelievedFacts::BelievedFacts(watch::Snapshot snapshot, const watch::Interner& words)
    : snapshot_{std::move(snapshot)}, words_{words} {
    for (const auto& chunk : snapshot_) {
        size_ += chunk->size();
        ends_.push_back(size_);
    }
}

const watch::Standing& BelievedFacts::standing(std::size_t row) const {
    const auto chunk = static_cast<std::size_t>(std::ranges::upper_bound(ends_, row) - ends_.begin());
    const auto first = chunk == 0 ? 0 : ends_[chunk - 1];
    return (*snapshot_[chunk])[row - first];
}

publish::Fact BelievedFacts::at(std::size_t row) const {
    const auto& of = standing(row);
    return {words_.subject_of(of.subject).text, of.name, words_.argument_of(of.argument),
            words_.value_of(of.value)};
}

}  // namespace mailwatchd::app
