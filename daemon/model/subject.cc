#include "model/subject.h"

#include <charconv>

namespace mailwatchd::model {

namespace {

constexpr std::string_view dnsbl_prefix = "dnsbl:";

std::string bracketed(std::string_view host, const Address& address) {
    return std::string{host}.append("[").append(address.text()).append("]");
}

}  // namespace

Subject Subject::name(std::string_view domain_or_host) {
    return {Kind::name, std::string{domain_or_host}};
}

Subject Subject::address(std::string_view host, const Address& address) {
    return {Kind::address, bracketed(host, address)};
}

Subject Subject::endpoint(const Endpoint& endpoint) {
    return {Kind::endpoint, bracketed(endpoint.host, endpoint.address) + ':' +
                                std::to_string(endpoint.service.port)};
}

Subject Subject::dnsbl(std::string_view dnsbl) {
    return {Kind::dnsbl, std::string{dnsbl_prefix}.append(dnsbl)};
}

Subject Subject::prober() { return {Kind::prober, "prober"}; }

std::string_view Subject::host() const {
    std::string_view view = text;
    if (kind == Kind::dnsbl) return view.substr(dnsbl_prefix.size());
    return view.substr(0, view.find('['));
}

std::optional<Address> Subject::ip() const {
    const auto open = text.find('[');
    const auto close = text.find(']');
    if (open == std::string::npos || close == std::string::npos) return std::nullopt;
    return Address::parse(std::string_view{text}.substr(open + 1, close - open - 1));
}

std::optional<std::uint16_t> Subject::port() const {
    const auto colon = text.rfind("]:");
    if (kind != Kind::endpoint || colon == std::string::npos) return std::nullopt;
    std::uint16_t port = 0;
    std::from_chars(text.data() + colon + 2, text.data() + text.size(), port);
    return port;
}

std::optional<Endpoint> endpoint_of(const Subject& subject) {
    const auto address = subject.ip();
    const auto port = subject.port();
    const auto* const service = port ? service_of(*port) : nullptr;
    if (!address || service == nullptr) return std::nullopt;
    return Endpoint{std::string{subject.host()}, *address, *service};
}

}  // namespace mailwatchd::model
