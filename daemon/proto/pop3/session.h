// Audits a POP3 server (RFC 1939, RFC 2449, RFC 2595): greeting, CAPA, STLS where offered, CAPA
// again, QUIT. Never USER, PASS, APOP or AUTH (failure A7).
#pragma once

#include "model/endpoint.h"
#include "proto/dialogue.h"

#include <memory>

namespace mailwatchd::pop3 {

/// "+OK" alone is not POP3: recognised where the greeting's words say POP3, or where
/// CAPA, or QUIT after a refusing greeting, is answered by the grammar.
std::unique_ptr<proto::Auditor> make_session(const model::Endpoint& endpoint);

}  // namespace mailwatchd::pop3
