// Which hosts and addresses of a target a check covers, and what it needs from them.
#pragma once

#include "model/topology.h"
#include "model/world.h"

#include <initializer_list>
#include <optional>
#include <vector>

namespace mailwatchd::checks {

using HostFilter = bool (*)(const model::Host&);

/// Receives mail for the target, or is the target itself (a host name or an address).
bool is_mail_host(const model::Host& host);
/// A mail host, or one that users read their mail from.
bool is_mailbox_host(const model::Host& host);
/// A mail host, or one that users send their mail through.
bool is_smtp_host(const model::Host& host);
/// Any host that is connected to. Hosts that only send are not.
bool is_any_host(const model::Host& host);

/// One address of one host.
struct HostAddress {
    const model::Host& host;
    const model::Address& address;
};

std::vector<HostAddress> host_addresses(const model::Topology& topology, HostFilter filter);

/// Why nothing receives mail for the target: its domain wants none (a null MX, RFC 7505), or has
/// neither an MX record nor an address. Checks of receiving do not apply then. Empty if something
/// does.
std::optional<model::Reason> without_mail(const model::Topology& topology);

/// Wants a session with every address of the hosts on the ports of `services`.
void need_sessions(model::Needs& needs, const model::Topology& topology, HostFilter filter,
                   std::initializer_list<model::Service> services);

/// Every address of the mail hosts; empty if nothing receives mail.
std::vector<model::Needs::HostAddressKey> mail_addresses(const model::Topology& topology);

/// A question about the host's addresses was never answered, and may be soon
/// (model::Unanswered::is_awaited).
bool is_awaited(const model::Host& host);

/// Why addresses of the host are unknown or were not probed. Empty if all are known, if the host is
/// known to have none, or if some are known and the others are not awaited.
std::optional<model::Reason> unseen(const model::Host& host);

/// Why no verdict can be based on this world: the prober is unhealthy, the DNS did not answer for
/// the target's MX records, or the target does not exist. Empty if one can.
std::optional<model::Reason> no_ground(const model::World& world);

}  // namespace mailwatchd::checks
