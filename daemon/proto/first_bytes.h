// Which protocol the first bytes from a server look like.
#pragma once

#include <string_view>

namespace mailwatchd::proto {

/// "SSH", "HTTP", "TLS", "IMAP", …; empty if unknown. A guess for people: no verdict may depend on
/// it. `bytes` are raw.
std::string_view protocol_of(std::string_view bytes);

}  // namespace mailwatchd::proto
