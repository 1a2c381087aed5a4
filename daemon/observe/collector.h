// Helpers that the collectors of all kinds share.
#pragma once

#include "observe/kind.h"
#include "observe/observer.h"
#include "store/codec.h"

#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace mailwatchd::observe {

template <class Which>
std::unique_ptr<Collector> open_as(Observer& observer, std::uint16_t number) {
    return std::make_unique<Which>(observer, number);
}

template <class Value>
ToStore to_store(StoreKey key, const std::shared_ptr<const Value>& value) {
    constexpr auto encode = [](const void* stored) {
        return store::encode(*static_cast<const Value*>(stored));
    };
    return {std::move(key), value->taken_at, value, encode};
}

/// Null if the bytes are damaged or of another version.
template <class Value>
std::shared_ptr<const Value> from_store(std::string_view body) {
    auto value = store::decode<Value>(body);
    return value ? std::make_shared<const Value>(*std::move(value)) : nullptr;
}

/// Gives readings the number and time of their observation. One that the cache does not hold (it
/// was cancelled, or a newer one exists) gets no number, so that its values are not folded, and the
/// time `otherwise`.
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
