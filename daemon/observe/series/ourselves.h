// Ourselves as the servers see us that we write to: reverse DNS, block lists, and in whose name SPF
// lets us send (docs/adr/0012). Known before anybody is asked anything active.
#pragma once

#include "model/active_rules.h"
#include "net/seam.h"
#include "observe/dnsbl/dnsbl_client.h"
#include "watch/permission.h"

#include <memory>

namespace mailwatchd::observe {

using OurselvesPtr = std::shared_ptr<const watch::Ourselves>;

/// What `look_at_ourselves` asks. All of it outlives the look.
struct OwnSources {
    net::Clock& clock;
    net::Resolver& resolver;
    DnsblClient& dnsbls;
};

/// Never fails: what the DNS did not say is unknown inside.
net::Awaitable<OurselvesPtr> look_at_own_address(OwnSources sources, model::Address address,
                                                 model::ActiveRules rules);

}  // namespace mailwatchd::observe
