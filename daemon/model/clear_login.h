// Whether a server accepts passwords without encryption.
#pragma once

#include "model/mail_session.h"

#include <optional>
#include <string_view>

namespace mailwatchd::model {

/// A mechanism that sends the password or a bearer token unprotected: PLAIN (RFC 4616), LOGIN,
/// XOAUTH2, OAUTHBEARER (RFC 7628). Upper case.
bool is_clear_mechanism(std::string_view mechanism);

/// The clear-text mechanisms of an answer, in its order.
std::vector<std::string> clear_mechanisms(const Capabilities& capabilities);

/// Whether logins are accepted before TLS. Nothing if the session does not show it; false on
/// implicit TLS. IMAP's LOGIN is a command, so only LOGINDISABLED forbids it (RFC 9051 §6.2.3);
/// POP3's is USER (RFC 1939 §7). docs/verdicts.md: plaintext_auth, pop3, imap.
std::optional<bool> takes_clear_login(const MailSession& session);

}  // namespace mailwatchd::model
