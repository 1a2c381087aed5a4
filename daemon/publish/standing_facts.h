// The engine's standings as Facts.
#pragma once

#include "publish/facts.h"
#include "watch/interner.h"
#include "watch/standings.h"

#include <memory>
#include <vector>

namespace mailwatchd::publish {

/// Index = SubjectId; true for what some target rests on. A standing outlives its target by the
/// grace period, its series does not (failures F5, M4).
using Watched = std::shared_ptr<const std::vector<bool>>;

class StandingFacts final : public Facts {
public:
    /// `words` and `kinds` outlive it. Null `watched` shows everything; lists and the prober
    /// always show.
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
    std::vector<std::size_t> first_;  ///< Row that each chunk begins with.
    mutable std::size_t chunk_ = 0;   ///< Of the row asked last: rows are asked in order.
};

}  // namespace mailwatchd::publish
