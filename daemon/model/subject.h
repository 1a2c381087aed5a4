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

/// Written as `domain`, `host`, `host[address]`, `host[address]:port`, a block list's name, or
/// "prober". The text is unique within the kind's namespace. Kinds never collide: a block list's
/// text is "dnsbl:NAME"; a target's domain is "NAME", like every host.
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

/// The endpoint that a subject names; nothing if it names none, or its port has no mail service.
std::optional<Endpoint> endpoint_of(const Subject& subject);

}  // namespace mailwatchd::model
