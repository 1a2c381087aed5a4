// The engine's standings as Facts.
#pragma once

#include "publish/facts.h"
#include "watch/interner.h"
#include "watch/standing_map.h"

#include <memory>
#include <vector>

namespace mailwatchd::publish {

/// Index = SubjectId; true if a target uses the subject. A standing outlives its target by the
/// grace period, but its metric series does not (failures F5, M4).
using Watched = std::shared_ptr<const std::vector<bool>>;

class StandingFacts final : public Facts {
public:
    /// `words` and `kinds` must outlive it. A null `watched` shows everything; block lists and the
    /// prober are always shown.
    StandingFacts(watch::Snapshot snapshot, const watch::Interner& words,
                  const model::ReadingKinds& kinds, Watched watched = nullptr);

    std::size_t size() const override { return size_; }
    std::uint8_t reading(std::size_t row) const override { return standing(row).reading; }
    const model::ReadingKinds& kinds() const override { return kinds_; }
    Fact at(std::size_t row) const override;

private:
    const watch::Standing& standing(std::size_t row) const;
    bool is_shown(const watch::Standing& standing) const;

    watch::Snapshot snapshot_;
    const watch::Interner& words_;
    const model::ReadingKinds& kinds_;
    Watched watched_;
    std::size_t size_ = 0;
    std::vector<std::size_t> first_;  ///< First row of each chunk.
    mutable std::size_t chunk_ = 0;   ///< Chunk of the last requested row: rows are read in order.
};

}  // namespace mailwatchd::publish
