// The prober as the probed servers see it: its reverse DNS, its block listings, and the domains
// whose SPF allows it to send. Looked up before any active probe.
#pragma once

#include "model/active_rules.h"
#include "net/seam.h"
#include "observe/dnsbl/dnsbl_client.h"
#include "watch/permission.h"

#include <memory>

namespace mailwatchd::observe {

using OurselvesPtr = std::shared_ptr<const watch::Ourselves>;

/// What `look_at_own_address` queries. All of it must outlive the lookup.
struct OwnSources {
    net::Clock& clock;
    net::Resolver& resolver;
    DnsblClient& dnsbls;
};

/// Never fails: a DNS failure makes a field unknown.
net::Awaitable<OurselvesPtr> look_at_own_address(OwnSources sources, model::Address address,
                                                 model::ActiveRules rules);

}  // namespace mailwatchd::observe
