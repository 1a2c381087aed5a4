// The pure part of discovery: makes a Topology from DNS answers.
#pragma once

#include "base/result.h"
#include "model/spf.h"
#include "model/topology.h"
#include "proto/dns/message.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace mailwatchd::observe {

/// A host to be looked up, and why.
struct Candidate {
    std::string name;
    model::Roles roles;
    std::optional<int> preference;
    /// Dropped if it has no address: a guess, or the target itself.
    bool is_optional = false;
    /// A name such as "imap.example.org" that nobody configured or published: what the DNS does not
    /// answer about it is no loss.
    bool is_guessed = false;
};

/// Sets `mail`, `mx`, `truncated`, `authenticated` and `failure` of `topology` from the MX answer.
void apply_mx(model::Topology& topology, const base::Result<dns::Answer>& answer);

/// The hosts that the MX records name. The root is none (RFC 7505 §3). An IP literal is kept as a
/// host without addresses; its failure says so (failure D11).
std::vector<Candidate> mx_candidates(const model::Topology& topology);

/// Adds `more` to `candidates`; a name that is already there gets the additional roles.
void add_candidate(std::vector<Candidate>& candidates, Candidate more);

/// Both address answers of one host.
struct HostAnswers {
    base::Result<dns::Answer> v4;
    base::Result<dns::Answer> v6;
};

/// What was known before, for questions that are not answered now.
struct Earlier {
    const model::Topology* topology = nullptr;  ///< Null: nothing.
    /// How often in a row a question that was never answered may hold up verdicts.
    std::uint32_t awaited_times = 0;
};

/// Makes one host from its answers; nothing for an optional one that conclusively has no address.
/// If a question is not answered, what was known of its family stays: that something was not seen
/// changes nothing (failure D1).
std::optional<model::Host> make_host(const Candidate& candidate, const HostAnswers& answers,
                                     const std::vector<model::Prefix>& allow,
                                     const Earlier& earlier);

/// Assigns every address to the first host that has it, so that it is probed once. The later host's
/// name becomes an alias of the first, which also gets its roles. Cuts at the limits (failure D7).
void settle_addresses(model::Topology& topology);

/// Adds the hosts that send, after `settle_addresses`. If a host already has the address, that host
/// gets the role. Adds at most `spf_senders_max` new addresses and ignores the rest.
void add_senders(model::Topology& topology, const std::vector<model::SpfSender>& senders,
                 const std::vector<model::Prefix>& allow);

}  // namespace mailwatchd::observe
