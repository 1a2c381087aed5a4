// Audits an SMTP server (RFC 5321, RFC 3207): greeting, EHLO, STARTTLS where offered, EHLO again,
// QUIT. Sends no mail, no name of a user, no login (failure A7).
#pragma once

#include "model/endpoint.h"
#include "proto/dialogue.h"

#include <memory>
#include <string_view>

namespace mailwatchd::smtp {

/// A greeting of 220, 4xx or 5xx is recognised; EHLO that is not implemented (500, 502) is followed
/// by HELO, whose acceptance means "no extensions". helo_code stays EHLO's first.
/// `helo_name` holds a DomainName's text or an address literal.
std::unique_ptr<proto::Auditor> make_session(const model::Endpoint& endpoint,
                                             std::string_view helo_name);

}  // namespace mailwatchd::smtp
