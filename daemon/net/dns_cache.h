// Recent answers by question, for the caching resolver. Private to net/.
#pragma once

#include "net/resolver.h"

#include <cstddef>
#include <map>
#include <memory>
#include <string>

namespace mailwatchd::net {

using CachedAnswer = std::shared_ptr<const dns::Answer>;

/// Holds what was asked within two `ttl_max`, and never more than `entries_max` and `bytes_max`.
class DnsCache {
public:
    explicit DnsCache(DnsCacheSettings settings) : settings_{settings} {}

    /// Null if there is no valid answer that was asked for at `not_before` or later.
    CachedAnswer find(const std::string& key, base::Ticks not_before, base::Ticks now) const;
    /// Keeps the answer for its capped TTL. One without a TTL, or larger than the cache, is not
    /// kept.
    void put(const std::string& key, CachedAnswer answer, base::Ticks asked_at, base::Ticks now);
    std::size_t size() const { return entries_.size(); }
    std::size_t bytes() const { return bytes_; }

private:
    struct Entry {
        CachedAnswer answer;
        base::Ticks asked_at, good_until;
        std::size_t bytes = 0;
    };
    bool has_room(std::size_t bytes) const;
    void make_room(std::size_t bytes, base::Ticks now);
    void remove_stale(base::Ticks now);

    DnsCacheSettings settings_;
    std::map<std::string, Entry, std::less<>> entries_;
    std::size_t bytes_ = 0;  ///< Of all entries.
    base::Ticks sweeps_at_ = base::Ticks::min();
};

}  // namespace mailwatchd::net
