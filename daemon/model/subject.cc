#include "model/subject.h"

#include <charconv>

namespace mailwatchd::model {

namespace {

constexpr std::string_view dnsbl_prefix = "dnsbl:";

std::string with_port(const Endpoint& endpoint) {
    const auto address = endpoint.address.text();
    return (endpoint.address.is_v4() ? address : '[' + address + ']') + ':' +
           std::to_string(endpoint.service.port);
}

}  // namespace

Subject Subject::name(std::string_view domain_or_host) {
    return {Kind::name, std::string{domain_or_host}};
}

Subject Subject::address(std::string_view host, const Address& address) {
    return {Kind::address, address.text(), std::string{host}};
}

Subject Subject::endpoint(const Endpoint& endpoint) {
    return {Kind::endpoint, with_port(endpoint), endpoint.host};
}

Subject Subject::dnsbl(std::string_view dnsbl) {
    return {Kind::dnsbl, std::string{dnsbl_prefix}.append(dnsbl)};
}

Subject Subject::prober() { return {Kind::prober, "prober"}; }

Subject Subject::parse_shown(Kind kind, std::string_view shown) {
    const auto open = shown.find('[');
    const auto close = shown.find(']', open);
    const bool is_placed = kind == Kind::address || kind == Kind::endpoint;
    Subject whole{kind, std::string{shown}};
    if (!is_placed || open == 0 || close == std::string_view::npos) return whole;
    const auto inside = shown.substr(open + 1, close - open - 1);
    const auto after = shown.substr(close + 1);
    const bool in_brackets = !after.empty() && inside.find(':') != std::string_view::npos;
    const auto address = in_brackets ? '[' + std::string{inside} + ']' : std::string{inside};
    Subject placed{kind, address + std::string{after}, std::string{shown.substr(0, open)}};
    return placed.shown() == shown ? placed : whole;  // What is no place is kept as it is.
}

std::string Subject::shown() const {
    if (known_as.empty()) return text;
    const auto [address, port] = place();
    auto shown = known_as + '[' + std::string{address} + ']';
    if (!port.empty()) shown.append(":").append(port);
    return shown;
}

std::string_view Subject::host() const {
    if (kind == Kind::address || kind == Kind::endpoint) return known_as;
    const std::string_view view = text;
    const bool is_prefixed = kind == Kind::dnsbl && view.starts_with(dnsbl_prefix);
    return is_prefixed ? view.substr(dnsbl_prefix.size()) : view;
}

/// RFC 3986 §3.2.2: an IPv6 address with a port is in brackets.
Subject::Place Subject::place() const {
    if (kind == Kind::address) return {text, {}};
    const std::string_view view = text;
    const auto colon = view.rfind(':');
    if (kind != Kind::endpoint || colon == std::string_view::npos) return {};
    auto address = view.substr(0, colon);
    if (address.starts_with('[') && address.ends_with(']'))
        address = address.substr(1, address.size() - 2);
    return {address, view.substr(colon + 1)};
}

std::optional<Address> Subject::ip() const {
    const auto address = place().address;
    return address.empty() ? std::nullopt : Address::parse(address);
}

std::optional<std::uint16_t> Subject::port() const {
    const auto digits = place().port;
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(digits.begin(), digits.end(), port);
    const bool is_number = !digits.empty() && error == std::errc{} && end == digits.end();
    return is_number ? std::optional{port} : std::nullopt;
}

std::optional<Endpoint> endpoint_of(const Subject& subject) {
    const auto address = subject.ip();
    const auto port = subject.port();
    const auto* const service = port ? service_of(*port) : nullptr;
    if (!address || service == nullptr) return std::nullopt;
    return Endpoint{std::string{subject.host()}, *address, *service};
}

}  // namespace mailwatchd::model
