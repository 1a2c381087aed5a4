// Converts values to bytes and back. A type lists its members once, in `fields` (fields.h); the
// Writer and the Reader walk the same list. The Reader trusts nothing: it checks every length
// against the bytes left and every enumerator against the last one. After the first error it reads
// zeros.
#pragma once

#include "base/result.h"
#include "base/time.h"
#include "model/address.h"

#include <bit>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace mailwatchd::store {

/// `T&` for an archive that reads, `const T&` for one that writes.
template <class Archive, class T>
using Ref = std::conditional_t<Archive::reads, T&, const T&>;

/// An empty value to read into; overloaded in fields.h for types without a default.
template <class T>
struct Blank {
    static T make() { return T{}; }
};
template <>
struct Blank<model::Address> {
    static model::Address make() { return model::Address::v4({}); }
};

/// Version of a value's encoding: declared next to its list of members and raised with every
/// change.
template <class T>
inline constexpr std::uint64_t version_of = 0;
/// The oldest version that can still be read. Its list says `since` for every later member.
template <class T>
inline constexpr std::uint64_t oldest_version_of = version_of<T>;

class Writer {
public:
    static constexpr bool reads = false;

    void number(std::uint64_t bits) {  // LEB128
        for (; bits >= 0x80; bits >>= 7) bytes_.push_back(static_cast<char>(bits | 0x80));
        bytes_.push_back(static_cast<char>(bits));
    }
    template <class T>
    void value(const T& v);
    /// A member that was added with `version`.
    template <class T>
    void since(std::uint64_t /*version*/, const T& v) {
        value(v);
    }
    std::string take() { return std::move(bytes_); }

private:
    void text(std::string_view v) {
        number(v.size());
        bytes_.append(v);
    }
    void signed_number(std::int64_t v) {  // Zigzag: small numbers of both signs stay short.
        number((static_cast<std::uint64_t>(v) << 1) ^ static_cast<std::uint64_t>(v >> 63));
    }
    std::string bytes_;
};

class Reader {
public:
    static constexpr bool reads = true;
    explicit Reader(std::string_view bytes) : left_{bytes} {}

    std::uint64_t number() {
        std::uint64_t bits = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            if (left_.empty()) return fail();
            const auto byte = static_cast<std::uint8_t>(left_.front());
            left_.remove_prefix(1);
            bits |= std::uint64_t{byte & 0x7FU} << shift;
            if (byte < 0x80) return bits;
        }
        return fail();
    }
    template <class T>
    void value(T& v);
    /// A member that was added with `version`: in older values it keeps its default.
    template <class T>
    void since(std::uint64_t version, T& v) {
        if (version_ >= version) value(v);
    }
    /// The version of what is read.
    void set_version(std::uint64_t version) { version_ = version; }
    /// True if everything was read and no error occurred.
    bool is_done() const { return !failed_ && left_.empty(); }

private:
    std::uint64_t fail() {
        failed_ = true;
        left_ = {};
        return 0;
    }
    /// A length or count; each counted element needs at least one byte.
    std::size_t count() {
        const auto wanted = number();
        return wanted <= left_.size() ? static_cast<std::size_t>(wanted) : (fail(), std::size_t{0});
    }
    std::string text() {
        const auto size = count();
        std::string taken{left_.substr(0, size)};
        left_.remove_prefix(size);
        return taken;
    }
    std::int64_t signed_number() {
        const auto bits = number();
        return static_cast<std::int64_t>(bits >> 1) ^ -static_cast<std::int64_t>(bits & 1);
    }
    model::Address address();

    std::string_view left_;
    std::uint64_t version_ = 0;
    bool failed_ = false;
};

template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};
template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <class T>
struct IsResult : std::false_type {};
template <class T>
struct IsResult<base::Result<T>> : std::true_type {};

template <class T>
// NOLINTNEXTLINE(readability-function-cognitive-complexity): one branch for each type
void Writer::value(const T& v) {
    if constexpr (std::is_enum_v<T>) {
        number(static_cast<std::uint64_t>(v));
    } else if constexpr (std::is_integral_v<T>) {
        signed_number(static_cast<std::int64_t>(v));
    } else if constexpr (std::is_same_v<T, double>) {
        number(std::bit_cast<std::uint64_t>(v));
    } else if constexpr (std::is_same_v<T, std::string>) {
        text(v);
    } else if constexpr (std::is_same_v<T, base::Duration>) {
        signed_number(v.count());
    } else if constexpr (std::is_same_v<T, base::Instant>) {
        signed_number(v.time_since_epoch().count());
    } else if constexpr (std::is_same_v<T, model::Address>) {
        text({reinterpret_cast<const char*>(v.bytes().data()), v.bytes().size()});
    } else if constexpr (IsVector<T>::value) {
        number(v.size());
        for (const auto& item : v) value(item);
    } else if constexpr (IsOptional<T>::value) {
        number(v ? 1 : 0);
        if (v) value(*v);
    } else if constexpr (IsResult<T>::value) {
        number(v ? 1 : 0);
        v ? value(*v) : value(v.error());
    } else {
        fields(*this, v);
    }
}

template <class T>
// NOLINTNEXTLINE(readability-function-cognitive-complexity): one branch for each type
void Reader::value(T& v) {
    if constexpr (std::is_enum_v<T>) {
        const auto bits = number();
        v = bits <= static_cast<std::uint64_t>(last(T{})) ? static_cast<T>(bits) : (fail(), T{});
    } else if constexpr (std::is_integral_v<T>) {
        v = static_cast<T>(signed_number());
    } else if constexpr (std::is_same_v<T, double>) {
        v = std::bit_cast<double>(number());
    } else if constexpr (std::is_same_v<T, std::string>) {
        v = text();
    } else if constexpr (std::is_same_v<T, base::Duration>) {
        v = base::Duration{signed_number()};
    } else if constexpr (std::is_same_v<T, base::Instant>) {
        v = base::Instant{base::Duration{signed_number()}};
    } else if constexpr (std::is_same_v<T, model::Address>) {
        v = address();
    } else if constexpr (IsVector<T>::value) {
        v.clear();
        for (auto left = count(); left > 0 && !failed_; --left) {
            auto item = Blank<typename T::value_type>::make();
            value(item);
            v.push_back(std::move(item));
        }
    } else if constexpr (IsOptional<T>::value) {
        v.reset();
        if (number() != 0) value(v.emplace(Blank<typename T::value_type>::make()));
    } else if constexpr (IsResult<T>::value) {
        typename T::value_type good{};
        base::Failure bad{};
        const bool is_good = number() != 0;
        is_good ? value(good) : value(bad);
        v = is_good ? T{std::move(good)} : T{boost::system::in_place_error, std::move(bad)};
    } else {
        fields(*this, v);
    }
}

inline model::Address Reader::address() {
    const auto bytes = text();
    if (bytes.size() == 4) {
        std::array<std::uint8_t, 4> v4{};
        std::copy(bytes.begin(), bytes.end(), v4.begin());
        return model::Address::v4(v4);
    }
    std::array<std::uint8_t, 16> v6{};
    if (bytes.size() != v6.size())
        fail();
    else
        std::copy(bytes.begin(), bytes.end(), v6.begin());
    return model::Address::v6(v6);
}

}  // namespace mailwatchd::store
