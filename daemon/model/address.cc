#include "model/address.h"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>

namespace mailwatchd::model {

std::optional<Address> Address::parse(std::string_view text) {
    const std::string terminated{text};
    Address address;
    if (terminated.size() != text.size() || terminated.find('\0') != std::string::npos)
        return std::nullopt;
    if (inet_pton(AF_INET, terminated.c_str(), address.bytes_.data()) == 1) return address;
    address.family_ = Family::v6;
    if (inet_pton(AF_INET6, terminated.c_str(), address.bytes_.data()) == 1) return address;
    return std::nullopt;
}

Address Address::v4(std::array<std::uint8_t, 4> bytes) {
    Address address;
    std::ranges::copy(bytes, address.bytes_.begin());
    return address;
}

Address Address::v6(const std::array<std::uint8_t, 16>& bytes) {
    Address address;
    address.family_ = Family::v6;
    address.bytes_ = bytes;
    return address;
}

std::string Address::text() const {
    char text[INET6_ADDRSTRLEN];
    inet_ntop(is_v4() ? AF_INET : AF_INET6, bytes_.data(), text, sizeof text);
    return text;
}

bool Address::is_loopback() const {
    constexpr std::array<std::uint8_t, 16> v6{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    return is_v4() ? bytes_.front() == 127 : bytes_ == v6;
}

std::string Address::reversed() const {
    constexpr std::string_view hex = "0123456789abcdef";
    std::string name;
    const auto octets = bytes();
    for (auto octet = octets.rbegin(); octet != octets.rend(); ++octet) {
        if (!name.empty()) name += '.';
        if (is_v4()) {
            name += std::to_string(*octet);
        } else {
            name += {hex[*octet & 15], '.', hex[*octet >> 4]};
        }
    }
    return name;
}

std::optional<Prefix> Prefix::parse(std::string_view text) {
    const auto slash = text.find('/');
    const auto base = Address::parse(text.substr(0, slash));
    if (!base) return std::nullopt;
    const auto bits_max = static_cast<unsigned>(base->bytes().size() * 8);
    if (slash == std::string_view::npos) return Prefix{*base, bits_max};
    unsigned bits = 0;
    const auto digits = text.substr(slash + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    if (error != std::errc{} || end != digits.data() + digits.size() || bits > bits_max)
        return std::nullopt;
    return Prefix{*base, bits};
}

bool Prefix::contains(const Address& address) const {
    if (address.family() != base_.family()) return false;
    const auto ours = base_.bytes();
    const auto theirs = address.bytes();
    const auto whole = bits_ / 8;
    if (!std::equal(ours.begin(), ours.begin() + whole, theirs.begin())) return false;
    const auto rest = bits_ % 8;
    if (rest == 0) return true;
    const auto mask = static_cast<std::uint8_t>(0xFF00U >> rest);
    return (ours[whole] & mask) == (theirs[whole] & mask);
}

std::string Prefix::text() const { return base_.text() + '/' + std::to_string(bits_); }

}  // namespace mailwatchd::model
