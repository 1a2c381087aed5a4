// Parses an SMTP server's capabilities from its answer to EHLO (RFC 5321 §4.1.1.1).
#pragma once

#include "model/mail_session.h"

#include <span>
#include <string>

namespace mailwatchd::smtp {

/// `keywords`: the reply's lines after the first, which is the server's name. Accepts "AUTH PLAIN"
/// (RFC 4954 §3) and the older "AUTH=PLAIN", which servers still send.
model::Capabilities parse_capabilities(std::span<const std::string> keywords);

}  // namespace mailwatchd::smtp
