// Audits an IMAP server (RFC 9051, RFC 3501, RFC 2595): greeting, CAPABILITY, STARTTLS if offered,
// CAPABILITY again, LOGOUT. Never LOGIN, AUTHENTICATE or ID (failure A7).
#pragma once

#include "model/endpoint.h"
#include "proto/dialogue.h"

#include <memory>

namespace mailwatchd::imap {

/// Always sends CAPABILITY; capabilities in the greeting count only if there is no answer. After
/// PREAUTH there is no STARTTLS (RFC 9051 §6.2.1), so none is tried (failure P8).
std::unique_ptr<proto::SessionMachine> make_session(const model::Endpoint& endpoint);

}  // namespace mailwatchd::imap
