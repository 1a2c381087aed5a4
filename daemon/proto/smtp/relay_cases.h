// The envelopes of the relay cases (RFC 2505, RFC 5321 appendices C and F.2): the address forms
// that open relays are known to accept. Pure: names in, envelopes out.
#pragma once

#include "model/active_series.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::smtp {

/// Local part of every sender that we invent, so that servers' logs identify it (failure A3).
inline constexpr std::string_view probe_user = "mailwatchd-probe";

/// The names that the cases are made of. All are parsed: no command contains a server's text
/// verbatim.
struct RelayNames {
    std::string foreign_user;    ///< Of the outside mailbox that no audited host receives mail for.
    std::string foreign_domain;  ///< Its domain.
    std::string server_name;     ///< The server's own name: `announced_name`.
    model::Address server;
    std::string domain;  ///< A domain that the server accepts mail for.
};

/// One envelope per case, in the order of model::relay_cases.
std::vector<model::SeriesCase> relay_envelopes(const RelayNames& names);

/// The control of a series with recipients elsewhere (model/relay_control.h). An empty label is no
/// domain in any standard (RFC 1035 §2.3.1, RFC 5321 §4.1.2), so that every server that reads the
/// recipient refuses it, whether or not it resolves the domains that it relays to; and "invalid"
/// is no domain in the DNS (RFC 6761 §6.4), for those that do.
model::SeriesCase relay_control();

/// How likely a server is to refuse the envelope's syntax instead of answering it.
enum class Form : std::uint8_t {
    plain,           ///< local-part@domain, or a source route to one, from such a sender.
    literal_sender,  ///< The same, from a mailbox at an address literal.
    odd,             ///< A recipient without a domain, with several, or at an address literal.
};
Form form_of(const model::SeriesCase& envelope);

/// The host name at the start of a greeting's text (RFC 5321 §4.2); `otherwise` if there is none.
std::string announced_name(std::string_view greeting, std::string_view otherwise);

/// "[192.0.2.1]", "[IPv6:2001:db8::1]" (RFC 5321 §4.1.3).
std::string address_literal(const model::Address& address);

}  // namespace mailwatchd::smtp
