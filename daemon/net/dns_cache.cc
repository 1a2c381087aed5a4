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
    if (ttl <= base::Duration{0}) return;
    make_room(now);
    entries_[key] = Entry{std::move(answer), asked_at, now + ttl};
}

/// Removes stale entries once per `ttl_max`. If that is not enough, removes everything: with
/// lifetimes this short, that costs at most one more query per name.
void DnsCache::make_room(base::Ticks now) {
    if (now >= sweeps_at_ || entries_.size() >= settings_.entries_max) {
        std::erase_if(entries_,
                      [now](const auto& entry) { return entry.second.good_until <= now; });
        sweeps_at_ = now + settings_.ttl_max;
    }
    if (entries_.size() >= settings_.entries_max) entries_.clear();
}

}  // namespace mailwatchd::net
