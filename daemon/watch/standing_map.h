// All standings in key order, in copy-on-write chunks: a scrape can walk a consistent set while the
// engine continues.
#pragma once

#include "watch/standing.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace mailwatchd::watch {

/// In key order; at most `chunk_standings_max`.
using Chunk = std::vector<Standing>;
inline constexpr std::size_t chunk_standings_max = 4096;  // 128 KiB

/// Keeps its chunks unchanged, even if the standings change.
using Snapshot = std::vector<std::shared_ptr<const Chunk>>;

class StandingMap {
public:
    /// Valid until the next change.
    const Standing* find(Key key) const;
    /// Calls `visit(standing)` for each of the subject's, in key order.
    template <class Function>
    void for_each_of(SubjectId subject, const Function& visit) const {
        for (auto index = chunk_of(Key{subject, 0, 0}.packed()); index < chunks_.size(); ++index) {
            const Chunk& chunk = *chunks_[index];
            auto at = std::ranges::lower_bound(chunk, subject, {}, &Standing::subject);
            for (; at != chunk.end() && at->subject == subject; ++at) visit(*at);
            if (at != chunk.end()) return;
        }
    }
    void set(const Standing& standing);
    /// Removes all of these subjects, which must be in order.
    void remove(std::span<const SubjectId> subjects);
    /// Replaces all standings. `sorted` must be in key order without duplicates.
    void assign(std::span<const Standing> sorted);

    Snapshot snapshot() const { return {chunks_.begin(), chunks_.end()}; }
    std::size_t size() const { return size_; }

private:
    std::size_t chunk_of(std::uint64_t key) const;
    Chunk& writable(std::size_t index);
    void split(std::size_t index);

    std::vector<std::uint64_t> first_;  ///< First key of each chunk.
    std::vector<std::shared_ptr<Chunk>> chunks_;
    std::size_t size_ = 0;
};

}  // namespace mailwatchd::watch
