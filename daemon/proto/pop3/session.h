// Audits a POP3 server (RFC 1939, RFC 2449, RFC 2595): greeting, CAPA, STLS if offered, CAPA again,
// QUIT. Never USER, PASS, APOP or AUTH (failure A7).
#pragma once

#include "model/endpoint.h"
#include "proto/dialogue.h"

#include <memory>

namespace mailwatchd::pop3 {

/// "+OK" alone is not POP3. It is recognised if the greeting names POP3, or if CAPA, or
/// QUIT after a refusing greeting, gets a valid POP3 answer.
std::unique_ptr<proto::SessionMachine> make_session(const model::Endpoint& endpoint);

}  // namespace mailwatchd::pop3
