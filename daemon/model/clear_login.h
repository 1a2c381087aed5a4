// Whether a server takes a password from whoever can sniff the path.
#pragma once

#include "model/mail_session.h"

#include <optional>
#include <string_view>

namespace mailwatchd::model {

/// A mechanism that shows the password or a bearer token to the path: PLAIN (RFC 4616), LOGIN,
/// XOAUTH2, OAUTHBEARER (RFC 7628). Upper case.
bool is_clear_mechanism(std::string_view mechanism);

/// The clear mechanisms of an answer, in its order.
std::vector<std::string> clear_mechanisms(const Capabilities& capabilities);

/// Whether a login is taken before TLS; nothing where the session cannot tell; false on implicit
/// TLS. IMAP's LOGIN is a command, so only LOGINDISABLED forbids it (RFC 9051 §6.2.3); POP3's is
/// USER (RFC 1939 §7). Used by plaintext_auth, pop3 and imap.
std::optional<bool> takes_clear_login(const MailSession& session);

}  // namespace mailwatchd::model
