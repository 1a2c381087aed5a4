// The latest observation of one kind by key: its age on the clock that is never stepped, its number
// among all looks, and one flight at a time for whoever wants a newer one.
#pragma once

#include "net/shared.h"
#include "observe/demand.h"

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

    /// A look that ended now. An older one than is known is given out and not kept.
    void remember(Key key, Ptr value, base::Ticks taken) {
        keep(std::move(key), {std::move(value), taken, numbers_.next()});
    }
    /// What the state held. A stamp of the future is a clock's mistake: it counts as now.
    void restore(Key key, Ptr value, base::Instant taken_at) {
        keep(std::move(key), {std::move(value), base::ticks_of(taken_at, clock_.moment()), 0});
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
    void keep(Key key, Entry entry) {
        auto& known = entries_[std::move(key)];
        if (!known.value || known.taken <= entry.taken) known = std::move(entry);
    }

    net::Clock& clock_;
    LookNumbers& numbers_;
    net::Shared<Value> flights_;
    std::map<Key, Entry> entries_;
};

}  // namespace mailwatchd::observe
