// Discovery: from a target's name to the hosts and addresses where its mail lives (RFC 5321 §5.1,
// RFC 7505, RFC 6186, RFC 8314 §5).
#pragma once

#include "config/configuration.h"
#include "model/spf.h"
#include "model/topology.h"
#include "net/seam.h"
#include "observe/freshness.h"

#include <memory>
#include <vector>

namespace mailwatchd::observe {

/// What discovery needs in addition to the network.
struct DiscoveryScope {
    model::TargetName target;
    std::vector<base::DomainName> mailboxes;  ///< Configured hosts.
    std::vector<base::DomainName> submission;
    std::vector<model::Prefix> allow_addresses;  ///< Of the special-purpose ranges.
    std::vector<model::TargetName> senders;      ///< Configured hosts and addresses that send.
    std::vector<model::SpfSender> spf_senders;   ///< Those that the SPF record names.
};

/// Never fails: failures are part of the Topology.
net::Awaitable<std::shared_ptr<const model::Topology>> discover(net::Clock& clock,
                                                                net::Resolver& resolver,
                                                                DiscoveryScope scope,
                                                                Freshness freshness);

}  // namespace mailwatchd::observe
