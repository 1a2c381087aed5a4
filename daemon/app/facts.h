// The standings as the metrics page and the reports read them.
#pragma once

#include <vector>

#include "publish/facts.h"
#include "watch/beliefs.h"

namespace mailwatchd::app {

class BelievedFacts final : public publish::Facts {
public:
    /// Walks the snapshot's chunks; `words` must outlive it and only grows.
    BelievedFacts(watch::Snapshot snapshot, const watch::Interner& words);

    std::size_t size() const override { return size_; }
    model::ReadingName name(std::size_t row) const override { return standing(row).name; }
    publish::Fact at(std::size_t row) const override;

private:
    const watch::Standing& standing(std::size_t row) const;

    watch::Snapshot snapshot_;
    std::vector<std::size_t> ends_;  ///< Rows up to and including each chunk.
    std::size_t size_ = 0;
    const watch::Interner& words_;
};

}  // namespace mailwatchd::app
