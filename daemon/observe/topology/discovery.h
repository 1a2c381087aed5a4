// Discovery: from a target's name to the hosts and addresses where its mail lives (RFC 5321 §5.1,
// RFC 7505, RFC 6186, RFC 8314 §5).
#pragma once

#include "config/configuration.h"
#include "model/spf.h"
#include "model/topology.h"
#include "net/seam.h"
#include "observe/freshness.h"

#include <cstdint>
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
    std::shared_ptr<const model::Topology> known = nullptr;  ///< Found before; null: nothing.
    /// For how many discoveries in a row a question about addresses that was never answered holds
    /// up verdicts: the audit is repeated soon, and most such failures do not last. After them the
    /// host is judged by what is known. 0 for an audit that nobody repeats.
    std::uint32_t awaited_times = 2;
};

/// Never fails: failures are part of the Topology.
net::Awaitable<std::shared_ptr<const model::Topology>> discover(net::Clock& clock,
                                                                net::Resolver& resolver,
                                                                DiscoveryScope scope,
                                                                Freshness freshness);

}  // namespace mailwatchd::observe
