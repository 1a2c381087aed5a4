// Arbitrary bytes as an address, a block of addresses, an address with a port and a subject: the C
// library reads the same addresses, and what is parsed is written back as the same value.
#include "config/configuration.h"
#include "fuzz/require.h"
#include "model/subject.h"
#include "proto/dns/wire_name.h"

#include <arpa/inet.h>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

using namespace mailwatchd;
using model::Address;
using model::Subject;
using test::require;

namespace {

/// As the C library reads it; it stops at a NUL.
std::optional<Address> as_the_library(const std::string& text) {
    std::array<std::uint8_t, 4> v4{};
    std::array<std::uint8_t, 16> v6{};
    if (text.find('\0') != text.npos) return std::nullopt;
    if (inet_pton(AF_INET, text.c_str(), v4.data()) == 1) return Address::v4(v4);
    if (inet_pton(AF_INET6, text.c_str(), v6.data()) == 1) return Address::v6(v6);
    return std::nullopt;
}

void require_address(const Address& address) {
    require(Address::parse(address.text()) == address);
    require(dns::canonical_name(address.reversed()) == address.reversed());
    const auto block = model::Prefix::parse(address.text());
    require(block && block->contains(address));
}

void require_subject(Subject::Kind kind, std::string_view shown) {
    const auto subject = Subject::parse_shown(kind, shown);
    const auto again = Subject::parse_shown(kind, subject.shown());
    require(subject.shown() == shown && again == subject && again.known_as == subject.known_as);
    if (const auto endpoint = model::endpoint_of(subject)) {
        require(subject.ip() == endpoint->address && subject.port() == endpoint->service.port);
        require(model::endpoint_of(again) == endpoint);
        require(Subject::parse_shown(kind, Subject::endpoint(*endpoint).shown()) ==
                Subject::endpoint(*endpoint));
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text{data, data + size};
    const auto address = Address::parse(text);
    require(address == as_the_library(text));
    if (address) require_address(*address);
    if (const auto block = model::Prefix::parse(text)) {
        const auto again = model::Prefix::parse(block->text());
        require(again && again->text() == block->text());
    }
    if (const auto place = config::parse_socket_address(text, 53)) {
        require_address(place->address);
        require(config::parse_socket_address(place->text(), 1) == place);
    }
    for (const auto kind : {Subject::Kind::name, Subject::Kind::address, Subject::Kind::endpoint,
                            Subject::Kind::prober})
        require_subject(kind, text);
    require_subject(Subject::Kind::dnsbl, Subject::dnsbl(text).text);
    require(Subject::parse_shown(Subject::Kind::dnsbl, text).host().size() <= size);
    require(Subject::dnsbl(text).host() == text);
    return 0;
}
