// The latest observation of one kind per key, with its age on the clock that is never stepped and
// its number among all observations. Concurrent requests for a newer one share one flight.
#pragma once

#include "net/single_flight.h"
#include "observe/freshness.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

namespace mailwatchd::observe {

/// Numbers the observations of all kinds in the order in which they ended. The number tells what
/// was folded before, whatever the clocks say.
class LookNumbers {
public:
    std::uint32_t next() { return next_++; }
    /// At the start: higher than all that were folded before.
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
        std::uint32_t look = 0;  ///< 0: restored from the state, where it was folded already.
    };
    using Start = std::function<net::Awaitable<base::Result<Ptr>>()>;

    ObservationCache(net::Clock& clock, LookNumbers& numbers)
        : clock_{clock}, numbers_{numbers}, flights_{clock} {}

    /// Null if there is none. Valid until the next wait.
    const Entry* find(const Key& key) const {
        const auto found = entries_.find(key);
        return found == entries_.end() ? nullptr : &found->second;
    }
    Ptr latest(const Key& key) const {
        const auto* const entry = find(key);
        return entry == nullptr ? nullptr : entry->value;
    }
    /// The latest one, if it was taken at `not_before` or later.
    Ptr latest(const Key& key, base::Ticks not_before) const {
        const auto* const entry = find(key);
        return entry != nullptr && entry->taken >= not_before ? entry->value : nullptr;
    }

    /// Stores an observation that ended now, unless a newer one is known.
    void remember(Key key, Ptr value, base::Ticks taken) {
        const auto number = numbers_.next();
        auto& known = entries_[std::move(key)];
        if (is_ours(known) && known.taken > taken) return;
        known = {std::move(value), taken, number};
    }
    /// Restores an observation from the state. A stamp in the future is an error of the clock: it
    /// counts as now. Observations made since the start are newer than any restored one.
    void restore(Key key, Ptr value, base::Instant taken_at) {
        const auto now = clock_.moment();
        const auto taken = base::ticks_of(taken_at, now);
        auto& known = entries_[std::move(key)];
        const bool is_newer = taken_at < now.wall && taken > known.taken;
        if (known.value && (is_ours(known) || !is_newer)) return;
        known = {std::move(value), taken, 0};
    }

    /// Joins the flight of that name or starts one. The flight stores its result itself.
    net::Awaitable<base::Result<Ptr>> fly(std::string name, net::FlightTerms wanted,
                                          base::Deadline deadline, Start start) {
        auto value = co_await flights_.join(std::move(name), wanted, deadline, std::move(start));
        co_return value;
    }

    /// Removes entries taken before `before` that `is_wanted` does not want.
    template <class IsWanted>
    void forget(base::Ticks before, const IsWanted& is_wanted) {
        std::erase_if(entries_, [&](const auto& entry) {
            return entry.second.taken < before && !is_wanted(entry.first, *entry.second.value);
        });
    }
    template <class Function>
    void for_each(const Function& function) const {
        for (const auto& [key, entry] : entries_) function(key, entry);
    }
    /// Visits the entries in order from the first that is not before `from`, while `function`
    /// returns true.
    template <class Function>
    void for_each_from(const Key& from, const Function& function) const {
        for (auto entry = entries_.lower_bound(from);
             entry != entries_.end() && function(entry->first, entry->second); ++entry) {
        }
    }
    std::size_t size() const { return entries_.size(); }
    std::size_t under_way() const { return flights_.under_way(); }

private:
    /// True if it was observed since the start and not restored.
    static bool is_ours(const Entry& entry) { return entry.look != 0; }

    net::Clock& clock_;
    LookNumbers& numbers_;
    net::SingleFlight<Value> flights_;
    std::map<Key, Entry> entries_;
};

}  // namespace mailwatchd::observe
