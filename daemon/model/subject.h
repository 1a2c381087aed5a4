// What a reading, a finding or a transition is about, and its one way of being written.
#pragma once

#include "model/address.h"
#include "model/endpoint.h"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mailwatchd::model {

/// Written `domain`, `host`, `host[address]`, `host[address]:port`, or a list's name, or "prober".
/// The text alone identifies a subject within its kind's namespace; kinds never collide, because a
/// list's text is "dnsbl:NAME" and a target's domain is "NAME" as every host's is.
struct Subject {
    enum class Kind : std::uint8_t { name, address, endpoint, dnsbl, prober };

    Kind kind = Kind::name;
    std::string text;

    static Subject name(std::string_view domain_or_host);
    static Subject address(std::string_view host, const Address& address);
    static Subject endpoint(const Endpoint& endpoint);
    static Subject dnsbl(std::string_view dnsbl);
    static Subject prober();

    /// The parts of the text, for journal fields and labels.
    std::string_view host() const;
    std::optional<Address> ip() const;
    std::optional<std::uint16_t> port() const;

    auto operator<=>(const Subject&) const = default;
};

/// The endpoint that a subject is; nothing where it is none, or its port is no mail service's.
std::optional<Endpoint> endpoint_of(const Subject& subject);

}  // namespace mailwatchd::model
