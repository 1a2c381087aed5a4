#include "observe/topology/topology_builder.h"

#include "net/address_policy.h"

#include <algorithm>
#include <iterator>
#include <set>

namespace mailwatchd::observe {

namespace {

using Mail = model::Topology::Mail;

using Family = model::Address::Family;

void add_addresses(model::Host& host, const dns::Answer& answer,
                   const std::vector<model::Prefix>& allow) {
    host.is_alias = host.is_alias || answer.is_alias();
    for (const auto& address : answer.addresses())  // Already without duplicates.
        (net::refusal(address, allow) ? host.refused : host.addresses).push_back(address);
}

/// The host that had this name, or held its addresses for it; null if there was none.
const model::Host* known_host(const model::Topology* topology, const std::string& name) {
    if (topology == nullptr) return nullptr;
    const auto& hosts = topology->hosts;
    auto found = std::ranges::find(hosts, name, &model::Host::name);
    if (found == hosts.end())
        found = std::ranges::find_if(hosts, [&](const model::Host& host) {
            return std::ranges::find(host.aliases, name) != host.aliases.end();
        });
    return found == hosts.end() ? nullptr : &*found;
}

/// Whether the DNS once answered this question about the host.
bool was_answered(const model::Host& host, Family family) {
    const bool is_incomplete = host.failure && base::is_temporary(host.failure->code);
    return !is_incomplete ||
           (!host.unanswered.empty() &&
            std::ranges::find(host.unanswered, family, &model::Unanswered::family) ==
                host.unanswered.end());
}

/// The question in its next unanswered discovery.
model::Unanswered still_unanswered(const model::Host* before, Family family, base::Failure failure,
                                   std::uint32_t awaited_times) {
    model::Unanswered next{family, std::move(failure), 1, true};
    if (before != nullptr) {
        const auto known =
            std::ranges::find(before->unanswered, family, &model::Unanswered::family);
        const bool is_known = known != before->unanswered.end();
        if (is_known) next.times = known->times + 1;
        next.is_awaited = is_known ? known->is_awaited : !was_answered(*before, family);
    }
    next.is_awaited = next.is_awaited && next.times <= awaited_times;
    return next;
}

/// Takes over what was known of the family.
void keep_known(model::Host& host, const model::Host* before, Family family) {
    if (before == nullptr) return;
    const auto copy = [family](const std::vector<model::Address>& from,
                               std::vector<model::Address>& to) {
        std::ranges::copy_if(from, std::back_inserter(to),
                             [family](const auto& address) { return address.family() == family; });
    };
    copy(before->addresses, host.addresses);
    copy(before->refused, host.refused);
    host.is_alias = host.is_alias || (before->name == host.name && before->is_alias);
}

}  // namespace

void apply_mx(model::Topology& topology, const base::Result<dns::Answer>& answer) {
    if (!answer) {
        topology.mail = Mail::unknown;
        topology.failure = answer.error();
        return;
    }
    topology.authenticated = answer->authenticated;
    // Becomes `implicit` if the name has an address.
    topology.mail = answer->exists ? Mail::none : Mail::no_domain;
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
        if (record.host.empty()) continue;
        Candidate candidate{record.host, {}, record.preference};
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
    known->is_guessed = known->is_guessed && more.is_guessed;
}

std::optional<model::Host> make_host(const Candidate& candidate, const HostAnswers& answers,
                                     const std::vector<model::Prefix>& allow,
                                     const Earlier& earlier) {
    model::Host host;
    host.name = candidate.name;
    host.roles = candidate.roles;
    host.preference = candidate.preference;
    if (const auto domain = base::DomainName::parse(candidate.name); !domain) {
        if (candidate.is_optional) return std::nullopt;
        host.failure = domain.error();
        return host;
    }
    const auto* const before = known_host(earlier.topology, candidate.name);
    const auto awaited_times = candidate.is_guessed ? 0 : earlier.awaited_times;
    for (const auto family : {Family::v4, Family::v6}) {
        const auto& answer = family == Family::v4 ? answers.v4 : answers.v6;
        if (answer) {
            add_addresses(host, *answer, allow);
            continue;
        }
        keep_known(host, before, family);
        host.unanswered.push_back(still_unanswered(before, family, answer.error(), awaited_times));
    }
    std::ranges::sort(host.addresses);
    std::ranges::sort(host.refused);
    if (!host.unanswered.empty()) host.failure = host.unanswered.front().failure;
    const bool nothing = host.addresses.empty() && host.refused.empty();
    if (nothing && candidate.is_optional && (!host.failure || candidate.is_guessed))
        return std::nullopt;
    if (nothing && !host.failure)
        host.failure = base::Failure{base::Errc::no_such_name, candidate.name + " has no address"};
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
