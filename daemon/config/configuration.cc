#include "config/configuration.h"

#include "model/endpoint.h"

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

struct Parts {
    std::string_view host;  ///< Empty if the text has neither form.
    std::optional<std::string_view> digits;
};

Parts split(std::string_view text) {
    if (text.starts_with('[')) {
        const auto close = text.find(']');
        if (close == std::string_view::npos) return {};
        const auto rest = text.substr(close + 1);
        if (rest.empty()) return {text.substr(1, close - 1), std::nullopt};
        if (rest.front() != ':') return {};
        return {text.substr(1, close - 1), rest.substr(1)};
    }
    const auto colon = text.find(':');
    if (colon == std::string_view::npos || colon != text.rfind(':')) return {text, std::nullopt};
    return {text.substr(0, colon), text.substr(colon + 1)};
}

}  // namespace

bool WebSettings::authenticates() const {
    return !basic_auth_users.empty() ||
           (tls && tls->client_auth == TlsServerSettings::ClientAuth::require_and_verify);
}

std::string SocketAddress::text() const {
    const auto plain = address.text();
    return (address.is_v4() ? plain : '[' + plain + ']') + ':' + std::to_string(port);
}

std::optional<SocketAddress> parse_socket_address(std::string_view text,
                                                  std::uint16_t default_port) {
    const auto parts = split(text);
    const auto address = model::Address::parse(parts.host);
    // "[192.0.2.1]" is not a valid notation; "::1" without brackets is.
    if (!address || (address->is_v4() && text.starts_with('['))) return std::nullopt;
    if (!parts.digits && default_port == 0) return std::nullopt;
    const auto port = parts.digits ? parse_port(*parts.digits) : default_port;
    if (!port) return std::nullopt;
    return SocketAddress{*address, *port};
}

std::optional<Control> parse_control(std::string_view text) {
    if (const auto address = parse_socket_address(text, model::smtp.port)) {
        if (model::service_of(address->port) == nullptr) return std::nullopt;
        return Control{address->address.text(), address->port};
    }
    const auto parts = split(text);
    const auto name = base::DomainName::parse(parts.host);
    const auto port = parts.digits ? parse_port(*parts.digits) : model::smtp.port;
    if (!name || text.starts_with('[') || !port || model::service_of(*port) == nullptr)
        return std::nullopt;
    return Control{name->text(), *port};
}

}  // namespace mailwatchd::config
