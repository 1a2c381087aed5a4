// PTR look-ups and the way back ("iprev", RFC 8601 §3).
#pragma once

#include "model/listing.h"
#include "net/seam.h"
#include "observe/demand.h"

#include <memory>

namespace mailwatchd::observe {

/// "1.2.0.192.in-addr.arpa".
std::string reverse_name(const model::Address& address);

/// Never fails: failures stand inside.
net::Awaitable<std::shared_ptr<const model::ReverseDns>> look_up_reverse(net::Clock& clock,
                                                                         net::Resolver& resolver,
                                                                         std::string host,
                                                                         model::Address address,
                                                                         Demand demand);

}  // namespace mailwatchd::observe
