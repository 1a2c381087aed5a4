// What an SMTP server offers, read from its answer to EHLO (RFC 5321 §4.1.1.1).
#pragma once

#include "model/mail_session.h"

#include <span>
#include <string>

namespace mailwatchd::smtp {

/// `keywords`: the reply's lines behind the first, which is the server's name. Both "AUTH PLAIN"
/// (RFC 4954 §3) and the older "AUTH=PLAIN", which servers still send, are read.
model::Capabilities parse_capabilities(std::span<const std::string> keywords);

}  // namespace mailwatchd::smtp
