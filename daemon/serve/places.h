// Counts what is going on for each peer, so that none takes all places.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>

namespace mailwatchd::serve {

class Places {
public:
    /// At most `all_max` at once, and `peer_max` for one peer.
    Places(std::size_t all_max, std::size_t peer_max) : all_max_{all_max}, peer_max_{peer_max} {}

    /// A place until the last copy is destroyed, which may be after this object; null if there is
    /// none.
    std::shared_ptr<const void> take(const std::string& peer) {
        const auto own = taken_->find(peer);
        if (all() >= all_max_ || (own != taken_->end() && own->second >= peer_max_)) return nullptr;
        ++(*taken_)[peer];
        // Not null: only the deleter is wanted.
        return {taken_.get(), [taken = taken_, peer](const void*) {
                    const auto mine = taken->find(peer);
                    if (mine != taken->end() && --mine->second == 0) taken->erase(mine);
                }};
    }

private:
    std::size_t all() const {
        std::size_t sum = 0;
        for (const auto& [peer, count] : *taken_) sum += count;
        return sum;
    }

    std::size_t all_max_, peer_max_;
    using Taken = std::map<std::string, std::size_t>;
    std::shared_ptr<Taken> taken_ = std::make_shared<Taken>();
};

}  // namespace mailwatchd::serve
