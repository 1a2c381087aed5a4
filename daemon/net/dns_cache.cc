#include "net/dns_cache.h"

#include <algorithm>
#include <utility>

namespace mailwatchd::net {

CachedAnswer DnsCache::find(const std::string& key, base::Ticks not_before, base::Ticks now) const {
    const auto found = entries_.find(key);
    if (found == entries_.end()) return nullptr;
    const auto& entry = found->second;
    return entry.good_until > now && entry.asked_at >= not_before ? entry.answer : nullptr;
}

void DnsCache::put(const std::string& key, CachedAnswer answer, base::Ticks asked_at,
                   base::Ticks now) {
    const auto ttl = std::min<base::Duration>(std::chrono::seconds{answer->ttl}, settings_.ttl_max);
    const auto bytes = sizeof(Entry) + key.size() + dns::bytes_of(*answer);
    if (ttl <= base::Duration{0} || bytes > settings_.bytes_max) return;
    make_room(bytes, now);
    auto& entry = entries_[key];
    bytes_ = bytes_ - entry.bytes + bytes;
    entry = {std::move(answer), asked_at, now + ttl, bytes};
}

bool DnsCache::has_room(std::size_t bytes) const {
    return entries_.size() < settings_.entries_max && bytes <= settings_.bytes_max - bytes_;
}

/// Removes stale entries once per `ttl_max`. If that is not enough, removes everything: with
/// lifetimes this short, that costs at most one more query per name.
void DnsCache::make_room(std::size_t bytes, base::Ticks now) {
    if (now >= sweeps_at_ || !has_room(bytes)) remove_stale(now);
    if (has_room(bytes)) return;
    entries_.clear();
    bytes_ = 0;
}

void DnsCache::remove_stale(base::Ticks now) {
    for (auto entry = entries_.begin(); entry != entries_.end();) {
        const bool is_stale = entry->second.good_until <= now;
        bytes_ -= is_stale ? entry->second.bytes : 0;
        entry = is_stale ? entries_.erase(entry) : std::next(entry);
    }
    sweeps_at_ = now + settings_.ttl_max;
}

}  // namespace mailwatchd::net
