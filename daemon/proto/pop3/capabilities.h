// What a POP3 server says: its status lines (RFC 1939 §3), its APOP stamp, and its answer to CAPA.
#pragma once

#include "model/mail_session.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace mailwatchd::pop3 {

enum class Status : std::uint8_t { ok, err, none };

/// "+OK" or "-ERR", in upper case, alone or before a space; anything else is no answer of POP3.
Status status_of(std::string_view line);
/// Could a status line start so? For bytes that no line end has followed yet.
bool may_be_status(std::string_view beginning);

/// A greeting whose words say POP3, which a bare "+OK" does not: it names the protocol,
/// or it is Dovecot's.
bool names_itself(std::string_view greeting);

/// The time stamp of APOP, "<1896.697170952@pop.example.org>" (RFC 1939 §7).
bool has_apop_stamp(std::string_view greeting);

/// `lines`: between "+OK" and ".", dot-stuffing undone (RFC 2449 §5).
model::Capabilities parse_capabilities(std::span<const std::string> lines);

}  // namespace mailwatchd::pop3
