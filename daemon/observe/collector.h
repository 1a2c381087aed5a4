// What the collectors of the kinds are made with.
#pragma once

#include "observe/kind.h"
#include "observe/observer.h"
#include "store/codec.h"

namespace mailwatchd::observe {

template <class Collector_>
std::unique_ptr<Collector> open_as(Observer& observer, std::uint16_t number) {
    return std::make_unique<Collector_>(observer, number);
}

/// For ToStore::encode.
template <std::uint64_t version, class Value>
std::string encode_as(const void* value) {
    return store::encode(version, *static_cast<const Value*>(value));
}

template <std::uint64_t version, class Value>
std::shared_ptr<const Value> decode_as(std::string_view body) {
    auto value = store::decode<Value>(version, body);
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
