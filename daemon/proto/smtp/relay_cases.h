// The envelopes of the relay cases (RFC 2505, RFC 5321 appendices C and F.2): what open relays were
// found by, in one place. Pure: names in, envelopes out.
#pragma once

#include "model/active_series.h"

#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::smtp {

/// Local part of every sender that we make up, so that a log says who it was (failure A3).
inline constexpr std::string_view probe_user = "mailwatchd-probe";

/// What the cases are made of. All of it has been parsed: nothing that a server said stands in a
/// command as it came.
struct RelayNames {
    std::string foreign_user;    ///< Of the mailbox elsewhere that nobody here receives mail for.
    std::string foreign_domain;  ///< Its domain.
    std::string server_name;     ///< As the server calls itself: `announced_name`.
    model::Address server;
    std::string domain;  ///< Whose mail the server takes.
};

/// One envelope a case, in the order of model::relay_cases.
std::vector<model::SeriesCase> relay_envelopes(const RelayNames& names);

/// The host name that begins a greeting's text (RFC 5321 §4.2); `otherwise` where none does.
std::string announced_name(std::string_view greeting, std::string_view otherwise);

/// "[192.0.2.1]", "[IPv6:2001:db8::1]" (RFC 5321 §4.1.3).
std::string address_literal(const model::Address& address);

}  // namespace mailwatchd::smtp
