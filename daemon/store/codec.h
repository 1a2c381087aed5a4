// Values as versioned bytes with a checksum, for everything stored as bytes. `decode` accepts any
// bytes, even from a damaged or foreign file, and returns nothing unless all of them are what
// `encode` wrote.
#pragma once

#include "store/archive.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mailwatchd::store {

/// FNV-1a: detects bit errors, not tampering (failure S5).
constexpr std::uint64_t checksum_of(std::string_view bytes) {
    std::uint64_t hash = 14695981039346656037ULL;
    for (const char c : bytes) hash = (hash ^ static_cast<std::uint8_t>(c)) * 1099511628211ULL;
    return hash;
}

inline constexpr std::size_t checksum_bytes = 8;

/// The checksum as stored behind the bytes, lowest byte first.
inline std::string checksum_text(std::string_view bytes) {
    auto bits = checksum_of(bytes);
    std::string text;
    for (std::size_t i = 0; i < checksum_bytes; ++i, bits >>= 8)
        text.push_back(static_cast<char>(bits & 0xFF));
    return text;
}

/// `T` lists its members in `fields` and has a `version_of` (archive.h).
template <class T>
std::string encode(const T& value) {
    static_assert(version_of<T> != 0, "what is stored has a version");
    Writer writer;
    writer.number(version_of<T>);
    writer.value(value);
    auto bytes = writer.take();
    return bytes + checksum_text(bytes);
}

/// Nothing if the bytes are damaged, have a version that cannot be read, or contain an enumerator
/// unknown to this version.
template <class T>
std::optional<T> decode(std::string_view bytes) {
    if (bytes.size() < checksum_bytes) return std::nullopt;
    const auto body = bytes.substr(0, bytes.size() - checksum_bytes);
    if (bytes.substr(body.size()) != checksum_text(body)) return std::nullopt;
    Reader reader{body};
    const auto version = reader.number();
    if (version < oldest_version_of<T> || version > version_of<T>) return std::nullopt;
    reader.set_version(version);
    auto value = Blank<T>::make();
    reader.value(value);
    return reader.is_done() ? std::optional{std::move(value)} : std::nullopt;
}

}  // namespace mailwatchd::store
