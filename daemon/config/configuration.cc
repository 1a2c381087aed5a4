#include "config/configuration.h"

#include <charconv>

namespace mailwatchd::config {

namespace {

std::optional<std::uint16_t> parse_port(std::string_view digits) {
    std::uint16_t port = 0;
    const auto* const end = digits.data() + digits.size();
    const auto [rest, error] = std::from_chars(digits.data(), end, port);
    if (digits.empty() || error != std::errc{} || rest != end) return std::nullopt;
    return port;
}

}  // namespace

std::string SocketAddress::text() const {
    const auto plain = address.text();
    return (address.is_v4() ? plain : '[' + plain + ']') + ':' + std::to_string(port);
}

std::optional<SocketAddress> parse_socket_address(std::string_view text,
                                                  std::uint16_t default_port) {
    auto host = text;
    std::optional<std::string_view> digits;
    if (text.starts_with('[')) {
        const auto close = text.find(']');
        if (close == std::string_view::npos) return std::nullopt;
        host = text.substr(1, close - 1);
        const auto rest = text.substr(close + 1);
        if (!rest.empty() && rest.front() != ':') return std::nullopt;
        if (!rest.empty()) digits = rest.substr(1);
    } else if (const auto colon = text.find(':'); colon != text.npos && colon == text.rfind(':')) {
        host = text.substr(0, colon);
        digits = text.substr(colon + 1);
    }
    const auto address = model::Address::parse(host);
    // "[192.0.2.1]" is nobody's notation; a bare "::1" is fine.
    if (!address || (address->is_v4() && text.starts_with('['))) return std::nullopt;
    if (!digits && default_port == 0) return std::nullopt;
    const auto port = digits ? parse_port(*digits) : default_port;
    if (!port) return std::nullopt;
    return SocketAddress{*address, *port};
}

}  // namespace mailwatchd::config
