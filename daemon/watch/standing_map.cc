#include "watch/standing_map.h"

#include <algorithm>
#include <cassert>

namespace mailwatchd::watch {

namespace {

constexpr auto packed = [](const Standing& standing) { return standing.key().packed(); };

auto lower(const Chunk& chunk, std::uint64_t key) {
    return std::ranges::lower_bound(chunk, key, {}, packed);
}

}  // namespace

std::size_t StandingMap::chunk_of(std::uint64_t key) const {
    const auto after = std::ranges::upper_bound(first_, key);
    return after == first_.begin() ? 0 : static_cast<std::size_t>(after - first_.begin()) - 1;
}

const Standing* StandingMap::find(Key key) const {
    if (chunks_.empty()) return nullptr;
    const auto wanted = key.packed();
    const Chunk& chunk = *chunks_[chunk_of(wanted)];
    const auto at = lower(chunk, wanted);
    return at != chunk.end() && packed(*at) == wanted ? &*at : nullptr;
}

/// The chunk itself if no snapshot holds it, else a copy in its place.
Chunk& StandingMap::writable(std::size_t index) {
    auto& chunk = chunks_[index];
    if (chunk.use_count() > 1) {
        auto copy = std::make_shared<Chunk>();
        copy->reserve(chunk_standings_max);
        copy->assign(chunk->begin(), chunk->end());
        chunk = std::move(copy);
    }
    return *chunk;
}

void StandingMap::split(std::size_t index) {
    Chunk& whole = *chunks_[index];
    // Subjects are numbered upwards: leave a full last chunk full and begin a new one.
    const auto kept = index + 1 == chunks_.size() ? whole.size() - 1 : whole.size() / 2;
    const auto middle = whole.begin() + static_cast<std::ptrdiff_t>(kept);
    auto upper = std::make_shared<Chunk>();
    upper->reserve(chunk_standings_max);
    upper->assign(middle, whole.end());
    whole.erase(middle, whole.end());
    const auto place = static_cast<std::ptrdiff_t>(index) + 1;
    first_.insert(first_.begin() + place, packed(upper->front()));
    chunks_.insert(chunks_.begin() + place, std::move(upper));
}

void StandingMap::set(const Standing& standing) {
    const auto key = packed(standing);
    if (chunks_.empty()) {
        chunks_.push_back(std::make_shared<Chunk>());
        first_.push_back(key);
    }
    const auto index = chunk_of(key);
    Chunk& chunk = writable(index);
    const auto at = std::ranges::lower_bound(chunk, key, {}, packed);
    if (at != chunk.end() && packed(*at) == key) {
        *at = standing;
        return;
    }
    chunk.insert(at, standing);
    ++size_;
    first_[index] = packed(chunk.front());
    if (chunk.size() > chunk_standings_max) split(index);
}

void StandingMap::remove(std::span<const SubjectId> subjects) {
    const auto is_meant = [subjects](const Standing& standing) {
        return std::ranges::binary_search(subjects, standing.subject);
    };
    for (auto index = chunks_.size(); index-- > 0;) {
        if (std::ranges::none_of(*chunks_[index], is_meant)) continue;
        auto& chunk = writable(index);
        size_ -= std::erase_if(chunk, is_meant);
        if (!chunk.empty()) {
            first_[index] = packed(chunk.front());
            continue;
        }
        chunks_.erase(chunks_.begin() + static_cast<std::ptrdiff_t>(index));
        first_.erase(first_.begin() + static_cast<std::ptrdiff_t>(index));
    }
}

void StandingMap::assign(std::span<const Standing> sorted) {
    assert(std::ranges::is_sorted(sorted, {}, packed));
    first_.clear();
    chunks_.clear();
    size_ = sorted.size();
    while (!sorted.empty()) {
        const auto part = sorted.first(std::min(sorted.size(), chunk_standings_max));
        first_.push_back(packed(part.front()));
        chunks_.push_back(std::make_shared<Chunk>(part.begin(), part.end()));
        sorted = sorted.subspan(part.size());
    }
}

}  // namespace mailwatchd::watch
