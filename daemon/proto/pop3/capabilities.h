// Parses a POP3 server's status lines (RFC 1939 §3), APOP timestamp, and answer to CAPA.
#pragma once

#include "model/mail_session.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace mailwatchd::pop3 {

enum class Status : std::uint8_t { ok, err, none };

/// "+OK" or "-ERR", in upper case, alone or before a space; anything else is not a POP3 answer.
Status status_of(std::string_view line);
/// Whether a status line can begin like this. For bytes without a line end so far.
bool may_be_status(std::string_view beginning);

/// Whether the greeting identifies POP3, which a bare "+OK" does not: it names the
/// protocol, or it is Dovecot's.
bool names_itself(std::string_view greeting);

/// The APOP timestamp, "<1896.697170952@pop.example.org>" (RFC 1939 §7).
bool has_apop_stamp(std::string_view greeting);

/// `lines`: between "+OK" and ".", with dot-stuffing removed (RFC 2449 §5).
model::Capabilities parse_capabilities(std::span<const std::string> lines);

}  // namespace mailwatchd::pop3
