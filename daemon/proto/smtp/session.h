// Audits an SMTP server (RFC 5321, RFC 3207): greeting, EHLO, STARTTLS if offered, EHLO again,
// QUIT. Sends no mail, no user name, no login (failure A7).
#pragma once

#include "model/endpoint.h"
#include "proto/dialogue.h"

#include <memory>
#include <string_view>

namespace mailwatchd::smtp {

/// Recognises a greeting of 220, 4xx or 5xx. If EHLO is not implemented (500, 502), sends HELO; its
/// acceptance means "no extensions". helo_code keeps the code of the first EHLO; if its refusal is
/// about us, the failure is `refused` with the reply. `helo_name` holds a DomainName's text or an
/// address literal.
std::unique_ptr<proto::SessionMachine> make_session(const model::Endpoint& endpoint,
                                                    std::string_view helo_name);

}  // namespace mailwatchd::smtp
