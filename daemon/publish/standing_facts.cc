#include "publish/standing_facts.h"

#include <algorithm>
#include <utility>

namespace mailwatchd::publish {

StandingFacts::StandingFacts(watch::Snapshot snapshot, const watch::Interner& words,
                             const model::ReadingKinds& kinds, Watched watched)
    : snapshot_{std::move(snapshot)}, words_{words}, kinds_{kinds}, watched_{std::move(watched)} {
    std::erase_if(snapshot_, [](const auto& chunk) { return chunk->empty(); });
    for (const auto& chunk : snapshot_) {
        first_.push_back(size_);
        size_ += chunk->size();
    }
}

const watch::Standing& StandingFacts::standing(std::size_t row) const {
    if (row < first_[chunk_] || row >= first_[chunk_] + snapshot_[chunk_]->size()) {
        const auto after = std::ranges::upper_bound(first_, row);
        chunk_ = static_cast<std::size_t>(after - first_.begin()) - 1;
    }
    return (*snapshot_[chunk_])[row - first_[chunk_]];
}

bool StandingFacts::is_shown(const watch::Standing& standing) const {
    using Kind = model::Subject::Kind;
    if (!watched_) return true;
    if (standing.subject < watched_->size() && (*watched_)[standing.subject]) return true;
    const auto kind = words_.subject_of(standing.subject).kind;
    return kind == Kind::dnsbl || kind == Kind::prober;
}

Fact StandingFacts::at(std::size_t row) const {
    const auto& found = standing(row);
    Fact fact;
    fact.subject = &words_.subject_of(found.subject);
    fact.kind = kinds_.find(found.reading);
    fact.argument = words_.argument_of(found.argument);
    if (!is_shown(found)) return fact;
    fact.value = words_.value_of(found.value);
    if (found.generation > 0) fact.changed = watch::instant_of(found.since);
    return fact;
}

}  // namespace mailwatchd::publish
