// An IPv4 or IPv6 address as a plain value, so that rooms above net/ need no socket header.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace mailwatchd::model {

class Address {
public:
    enum class Family : std::uint8_t { v4, v6 };

    /// 0.0.0.0, which the address policy refuses like every special-purpose address.
    Address() = default;

    /// "192.0.2.1" or "2001:db8::1"; no brackets, no scope ID, no port.
    static std::optional<Address> parse(std::string_view text);
    static Address v4(std::array<std::uint8_t, 4> bytes);
    static Address v6(const std::array<std::uint8_t, 16>& bytes);

    Family family() const { return family_; }
    bool is_v4() const { return family_ == Family::v4; }
    /// 4 or 16 bytes in network order.
    std::span<const std::uint8_t> bytes() const { return {bytes_.data(), is_v4() ? 4U : 16U}; }
    /// 127.0.0.0/8 or ::1.
    bool is_loopback() const;
    /// Canonical text (RFC 5952).
    std::string text() const;
    /// Reversed octets (IPv4) or nibbles (IPv6), separated by dots: the part in front of a block
    /// list's name (RFC 5782 §2.1, §2.4), in-addr.arpa or ip6.arpa.
    std::string reversed() const;

    auto operator<=>(const Address&) const = default;

private:
    Family family_ = Family::v4;
    std::array<std::uint8_t, 16> bytes_{};
};

/// An address block such as "192.0.2.0/24" or "2001:db8::/32"; a bare address is a block of one.
class Prefix {
public:
    static std::optional<Prefix> parse(std::string_view text);
    bool contains(const Address& address) const;
    std::string text() const;

private:
    Prefix(const Address& base, unsigned bits) : base_{base}, bits_{bits} {}
    Address base_;
    unsigned bits_;
};

}  // namespace mailwatchd::model
