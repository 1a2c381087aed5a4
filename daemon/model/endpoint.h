// A service at an address that we can connect to.
#pragma once

#include "model/address.h"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace mailwatchd::model {

enum class Protocol : std::uint8_t { smtp, pop3, imap };
/// `upgrade`: starts unencrypted and may offer STARTTLS or STLS. `implicit`: TLS from the first
/// byte.
enum class TlsMode : std::uint8_t { upgrade, implicit };

/// A supported mail service. RFC 5321, 8314, 6409, 1939, 9051.
struct Service {
    std::uint16_t port = 0;
    Protocol protocol = Protocol::smtp;
    TlsMode tls = TlsMode::upgrade;
    std::string_view name;  ///< Its usual name: "SMTP", "POP3S".
    auto operator<=>(const Service&) const = default;
};

inline constexpr Service smtp{25, Protocol::smtp, TlsMode::upgrade, "SMTP"};
inline constexpr Service submissions{465, Protocol::smtp, TlsMode::implicit, "SMTPS"};
inline constexpr Service submission{587, Protocol::smtp, TlsMode::upgrade, "submission"};
inline constexpr Service pop3{110, Protocol::pop3, TlsMode::upgrade, "POP3"};
inline constexpr Service pop3s{995, Protocol::pop3, TlsMode::implicit, "POP3S"};
inline constexpr Service imap{143, Protocol::imap, TlsMode::upgrade, "IMAP"};
inline constexpr Service imaps{993, Protocol::imap, TlsMode::implicit, "IMAPS"};

inline constexpr std::array services{smtp, submissions, submission, pop3, pop3s, imap, imaps};

/// The service of a well-known port; nullptr for other ports.
const Service* service_of(std::uint16_t port);

struct Endpoint {
    std::string host;  ///< A DomainName's text; the address's text if the target is an address.
    Address address;
    Service service;

    auto operator<=>(const Endpoint&) const = default;
};

/// Where a service listens. What is seen there holds for each host name of the address.
struct AddressPort {
    Address address;
    std::uint16_t port = 0;

    auto operator<=>(const AddressPort&) const = default;
};
inline AddressPort address_port(const Endpoint& endpoint) {
    return {endpoint.address, endpoint.service.port};
}

}  // namespace mailwatchd::model
