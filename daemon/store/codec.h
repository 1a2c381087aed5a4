// Observations and reports as sealed, versioned bytes. `decode` takes whatever a damaged or foreign
// file holds: nothing comes back unless all of it is what `encode` wrote.
#pragma once

#include "store/fields.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mailwatchd::store {

/// FNV-1a: finds flipped bits, keeps nobody out (FAILURES S5).
constexpr std::uint64_t seal_of(std::string_view bytes) {
    std::uint64_t hash = 14695981039346656037ULL;
    for (const char c : bytes) hash = (hash ^ static_cast<std::uint8_t>(c)) * 1099511628211ULL;
    return hash;
}

std::string encode(const model::MailSession& value);
std::string encode(const model::Topology& value);
std::string encode(const model::ReverseDns& value);
std::string encode(const model::Listing& value);
std::string encode(const model::ZoneHealth& value);
std::string encode(const model::SpfLook& value);
std::string encode(const model::Reputation& value);
std::string encode(const model::DomainReputation& value);
std::string encode(const model::ActiveSeries& value);
std::string encode(const StoredReport& value);

/// Defined for the types above.
template <class T>
std::optional<T> decode(std::string_view bytes);

}  // namespace mailwatchd::store
