// The latest observation of one kind by key: its age on the clock that is never stepped, its number
// among all looks, and one flight at a time for whoever wants a newer one.
#pragma once

#include "net/shared.h"
#include "observe/demand.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

namespace mailwatchd::observe {

/// Numbers looks in the order in which they ended, for all kinds together: what was folded before
/// is known by its number, whatever the clocks say.
class LookNumbers {
public:
    std::uint32_t next() { return next_++; }
    /// At a start: higher than all that were folded before it.
    void start_at(std::uint32_t next) { next_ = std::max(next_, next); }

private:
    std::uint32_t next_ = 1;
};

template <class Key, class Value>
class ObservationCache {
public:
    using Ptr = std::shared_ptr<const Value>;
    struct Entry {
        Ptr value;
        base::Ticks taken;
        std::uint32_t look = 0;  ///< 0: brought back from the state, where it was folded already.
    };
    using Start = std::function<net::Awaitable<base::Result<Ptr>>()>;

    ObservationCache(net::Clock& clock, LookNumbers& numbers)
        : clock_{clock}, numbers_{numbers}, flights_{clock} {}

    /// Null where there is none. Valid until the next wait.
    const Entry* find(const Key& key) const {
        const auto found = entries_.find(key);
        return found == entries_.end() ? nullptr : &found->second;
    }
    Ptr latest(const Key& key) const {
        const auto* const entry = find(key);
        return entry == nullptr ? nullptr : entry->value;
    }
    /// The latest where it was taken at `not_before` or later.
    Ptr latest(const Key& key, base::Ticks not_before) const {
        const auto* const entry = find(key);
        return entry != nullptr && entry->taken >= not_before ? entry->value : nullptr;
    }

    /// A look that ended now. One that is older than the known one is not kept.
    void remember(Key key, Ptr value, base::Ticks taken) {
        const auto number = numbers_.next();
        auto& known = entries_[std::move(key)];
        if (is_ours(known) && known.taken > taken) return;
        known = {std::move(value), taken, number};
    }
    /// What the state held. A stamp of the future is a clock's mistake: it counts as now, and is
    /// newer than nothing. Whatever we looked at since the start is newer than the state.
    void restore(Key key, Ptr value, base::Instant taken_at) {
        const auto now = clock_.moment();
        const auto taken = base::ticks_of(taken_at, now);
        auto& known = entries_[std::move(key)];
        const bool is_newer = taken_at < now.wall && taken > known.taken;
        if (known.value && (is_ours(known) || !is_newer)) return;
        known = {std::move(value), taken, 0};
    }

    /// Joins the flight of that name or starts one; it remembers what it found by itself.
    net::Awaitable<base::Result<Ptr>> fly(std::string name, net::Wanted wanted,
                                          base::Deadline deadline, Start start) {
        auto value = co_await flights_.join(std::move(name), wanted, deadline, std::move(start));
        co_return value;
    }

    /// Drops what was taken before `before` and `is_wanted` denies.
    template <class IsWanted>
    void forget(base::Ticks before, const IsWanted& is_wanted) {
        std::erase_if(entries_, [&](const auto& entry) {
            return entry.second.taken < before && !is_wanted(entry.first, *entry.second.value);
        });
    }
    template <class Visit>
    void for_each(const Visit& visit) const {
        for (const auto& [key, entry] : entries_) visit(key, entry);
    }
    std::size_t size() const { return entries_.size(); }
    std::size_t under_way() const { return flights_.under_way(); }

private:
    /// Looked at since the start, and not brought back from the state.
    static bool is_ours(const Entry& entry) { return entry.look != 0; }

    net::Clock& clock_;
    LookNumbers& numbers_;
    net::Shared<Value> flights_;
    std::map<Key, Entry> entries_;
};

}  // namespace mailwatchd::observe
