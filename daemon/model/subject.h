// The object of a reading, a finding or a transition, and its only written form.
#pragma once

#include "model/address.h"
#include "model/endpoint.h"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mailwatchd::model {

/// Its identity is its kind and its text: a domain or host, an address ("192.0.2.1",
/// "2001:db8::1"), an address with a port ("192.0.2.1:25", "[2001:db8::1]:25"), "dnsbl:NAME" or
/// "prober". Whatever is true of an address is true of it under each of its host names, so a host
/// name only says how the address is shown.
struct Subject {
    enum class Kind : std::uint8_t { name, address, endpoint, dnsbl, prober };

    Kind kind = Kind::name;
    std::string text;
    /// A host name of the address, for people; no part of the identity. Empty for other kinds.
    std::string known_as = {};

    static Subject name(std::string_view domain_or_host);
    static Subject address(std::string_view host, const Address& address);
    static Subject endpoint(const Endpoint& endpoint);
    static Subject dnsbl(std::string_view dnsbl);
    static Subject prober();
    /// Reads what `shown` wrote. Any text gives a subject of the kind.
    static Subject parse_shown(Kind kind, std::string_view shown);

    /// As people read it: "mx.example.org[192.0.2.1]:25"; the text for other kinds, and if no host
    /// name is known.
    std::string shown() const;

    /// The parts, for journal fields and labels.
    std::string_view host() const;
    /// Both as text; empty if there is none.
    struct Place {
        std::string_view address;
        std::string_view port;
    };
    Place place() const;
    std::optional<Address> ip() const;
    std::optional<std::uint16_t> port() const;

    friend bool operator==(const Subject& one, const Subject& other) {
        return one.kind == other.kind && one.text == other.text;
    }
    friend std::strong_ordering operator<=>(const Subject& one, const Subject& other) {
        const auto kinds = one.kind <=> other.kind;
        return kinds != 0 ? kinds : one.text <=> other.text;
    }
};

/// The endpoint that a subject names, with the host that it is known as; nothing if it names none,
/// or its port has no mail service.
std::optional<Endpoint> endpoint_of(const Subject& subject);

}  // namespace mailwatchd::model
