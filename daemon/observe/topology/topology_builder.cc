#include "observe/topology/topology_builder.h"

#include "net/address_policy.h"

#include <algorithm>
#include <set>

namespace mailwatchd::observe {

namespace {

using Mail = model::Topology::Mail;

/// Why a host's addresses are unknown or incomplete; one family's failure is enough.
std::optional<base::Failure> first_failure(const HostAnswers& answers) {
    if (!answers.v4) return answers.v4.error();
    if (!answers.v6) return answers.v6.error();
    return std::nullopt;
}

void add_addresses(model::Host& host, const base::Result<dns::Answer>& answer,
                   const std::vector<model::Prefix>& allow) {
    if (!answer) return;
    host.is_alias = host.is_alias || answer->is_alias();
    for (const auto& address : answer->addresses())  // Already without duplicates.
        (net::refusal(address, allow) ? host.refused : host.addresses).push_back(address);
}

}  // namespace

void apply_mx(model::Topology& topology, const base::Result<dns::Answer>& answer) {
    if (!answer) {
        topology.mail = Mail::unknown;
        topology.failure = answer.error();
        return;
    }
    topology.authenticated = answer->authenticated;
    topology.mail = Mail::none;  // Becomes `implicit` if the name has an address.
    // A set of thousands must not be searched linearly (D7).
    std::set<std::string, std::less<>> known;
    for (const auto& record : answer->mail_exchangers())
        if (known.insert(record.host).second)
            topology.mx.push_back({record.preference, record.host});
    std::ranges::sort(topology.mx);
    if (topology.mx.empty()) return;
    topology.mail = Mail::mx;
    if (topology.mx.size() == 1 && topology.mx.front().host.empty()) {
        topology.mail = Mail::null_mx;
        topology.mx.clear();
    }
    topology.truncated = topology.mx.size() > model::mx_hosts_max;
    if (topology.truncated) topology.mx.resize(model::mx_hosts_max);
}

std::vector<Candidate> mx_candidates(const model::Topology& topology) {
    std::vector<Candidate> candidates;
    for (const auto& record : topology.mx) {
        Candidate candidate{record.host, {}, record.preference, false};
        candidate.roles.add(model::Role::mx);
        candidates.push_back(std::move(candidate));
    }
    return candidates;
}

void add_candidate(std::vector<Candidate>& candidates, Candidate more) {
    const auto known = std::ranges::find(candidates, more.name, &Candidate::name);
    if (known == candidates.end()) {
        candidates.push_back(std::move(more));
        return;
    }
    known->roles.bits |= more.roles.bits;
    known->is_optional = known->is_optional && more.is_optional;
}

std::optional<model::Host> make_host(const Candidate& candidate, const HostAnswers& answers,
                                     const std::vector<model::Prefix>& allow) {
    model::Host host;
    host.name = candidate.name;
    host.roles = candidate.roles;
    host.preference = candidate.preference;
    if (const auto domain = base::DomainName::parse(candidate.name); !domain) {
        if (candidate.is_optional) return std::nullopt;
        host.failure = domain.error();
        return host;
    }
    add_addresses(host, answers.v4, allow);
    add_addresses(host, answers.v6, allow);
    std::ranges::sort(host.addresses);
    std::ranges::sort(host.refused);
    host.failure = first_failure(answers);
    const bool nothing = host.addresses.empty() && host.refused.empty();
    if (nothing && !host.failure && !candidate.is_optional)
        host.failure = base::Failure{base::Errc::no_such_name, candidate.name + " has no address"};
    if (candidate.is_optional && nothing && !host.failure) return std::nullopt;
    return host;
}

namespace {

/// Maps each address to the first host that has it.
class Owners {
public:
    /// Keeps in `host`, the `index`-th, the addresses that no earlier host has, within the limits.
    /// Returns false if none is left: a host without addresses would be judged as one that does not
    /// answer.
    bool settle(std::vector<model::Host>& hosts, std::size_t index, bool& truncated) {
        auto& host = hosts[index];
        const bool had_none = host.addresses.empty();
        std::vector<model::Address> own;
        for (const auto& address : host.addresses) {
            if (const auto known = owners_.find(address); known != owners_.end()) {
                adopt(hosts[known->second], host);
            } else if (own.size() == model::host_addresses_max ||
                       owners_.size() == model::target_addresses_max) {
                truncated = true;
            } else {
                owners_.emplace(address, index);
                own.push_back(address);
            }
        }
        host.addresses = std::move(own);
        return had_none || !host.addresses.empty() || !host.refused.empty();
    }

private:
    static void adopt(model::Host& holder, const model::Host& host) {
        holder.roles.bits |= host.roles.bits;
        if (std::ranges::find(holder.aliases, host.name) == holder.aliases.end())
            holder.aliases.push_back(host.name);
    }

    std::map<model::Address, std::size_t> owners_;
};

}  // namespace

void settle_addresses(model::Topology& topology) {
    Owners owners;
    std::vector<std::string> left_out;
    for (std::size_t i = 0; i < topology.hosts.size(); ++i)
        if (!owners.settle(topology.hosts, i, topology.truncated))
            left_out.push_back(topology.hosts[i].name);
    std::erase_if(topology.hosts, [&](const model::Host& host) {
        return std::ranges::find(left_out, host.name) != left_out.end();
    });
}

namespace {

model::Host* holder_of(model::Topology& topology, const model::Address& address) {
    const auto found = std::ranges::find_if(topology.hosts, [&](const model::Host& host) {
        return std::ranges::find(host.addresses, address) != host.addresses.end();
    });
    return found == topology.hosts.end() ? nullptr : &*found;
}

}  // namespace

void add_senders(model::Topology& topology, const std::vector<model::SpfSender>& senders,
                 const std::vector<model::Prefix>& allow) {
    std::size_t added = 0;
    for (const auto& sender : senders) {
        model::Host host;
        host.name = sender.host;
        host.roles.add(model::Role::sender);
        for (const auto& address : sender.addresses) {
            if (net::refusal(address, allow)) continue;
            if (auto* const holder = holder_of(topology, address)) {
                holder->roles.add(model::Role::sender);
            } else if (added < model::spf_senders_max &&
                       host.addresses.size() < model::host_addresses_max) {
                host.addresses.push_back(address);
                ++added;
            }
        }
        std::ranges::sort(host.addresses);
        if (!host.addresses.empty()) topology.hosts.push_back(std::move(host));
    }
}

}  // namespace mailwatchd::observe
