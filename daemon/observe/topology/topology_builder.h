// The pure half of discovery: DNS answers in, Topology out.
#pragma once

#include "base/result.h"
#include "model/spf.h"
#include "model/topology.h"
#include "proto/dns/message.h"

#include <map>
#include <string>
#include <vector>

namespace mailwatchd::observe {

/// A host that is to be looked up, and why.
struct Candidate {
    std::string name;
    model::Roles roles;
    std::optional<int> preference;
    bool is_optional =
        false;  ///< A guess such as "imap.example.org": dropped where it does not exist.
};

/// What the MX answer says, as `mail`, `mx`, `truncated`, `authenticated` and `failure` of
/// `topology`.
void apply_mx(model::Topology& topology, const base::Result<dns::Answer>& answer);

/// The hosts that the MX records name; an IP literal is kept as a host without addresses whose
/// failure says so (failure D11).
std::vector<Candidate> mx_candidates(const model::Topology& topology);

/// Adds `more` to `candidates`; a name that is there already gains the roles.
void add_candidate(std::vector<Candidate>& candidates, Candidate more);

/// Both address answers of one host.
struct HostAnswers {
    base::Result<dns::Answer> v4;
    base::Result<dns::Answer> v6;
};

/// One host from its answers; nothing for an optional one that conclusively has no address.
std::optional<model::Host> make_host(const Candidate& candidate, const HostAnswers& answers,
                                     const std::vector<model::Prefix>& allow);

/// Gives every address to the first host that has it, so that it is probed once; the later host's
/// name becomes an alias of the first, and its roles too. Cuts at the limits (failure D7).
void settle_addresses(model::Topology& topology);

/// Adds the hosts that send, after `settle_addresses`: an address that a host has already gives
/// that host the role. At most `spf_senders_max` new addresses; what is more is not looked at.
void add_senders(model::Topology& topology, const std::vector<model::SpfSender>& senders,
                 const std::vector<model::Prefix>& allow);

}  // namespace mailwatchd::observe
