// What the collectors of the kinds are made with.
#pragma once

#include "observe/kind.h"
#include "observe/observer.h"
#include "store/codec.h"

#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace mailwatchd::observe {

template <class Collector_>
std::unique_ptr<Collector> open_as(Observer& observer, std::uint16_t number) {
    return std::make_unique<Collector_>(observer, number);
}

template <class Value>
ToStore to_store(StoreKey key, const std::shared_ptr<const Value>& value) {
    constexpr auto encode = [](const void* stored) {
        return store::encode(*static_cast<const Value*>(stored));
    };
    return {std::move(key), value->taken_at, value, encode};
}

/// Null where the bytes are damaged or another version's.
template <class Value>
std::shared_ptr<const Value> from_store(std::string_view body) {
    auto value = store::decode<Value>(body);
    return value ? std::make_shared<const Value>(*std::move(value)) : nullptr;
}

/// Says of readings which look they are of. One that memory does not have (we were cut off, or it
/// has a newer one) has no number, so that its values are not folded; it was taken at `otherwise`.
template <class Entry, class Ptr>
void stamp(std::vector<model::Reading>& readings, const Entry* entry, const Ptr& value,
           base::Ticks otherwise = {}) {
    const bool is_known = entry != nullptr && entry->value == value;
    for (auto& reading : readings) {
        reading.ticks = is_known ? entry->taken : otherwise;
        reading.look = is_known ? entry->look : 0;
    }
}

}  // namespace mailwatchd::observe
