#include "observe/topology/discovery.h"

#include "net/address_policy.h"
#include "net/gather.h"
#include "observe/past_caches.h"
#include "observe/topology/topology_builder.h"

#include <algorithm>
#include <array>

namespace mailwatchd::observe {

namespace {

using namespace std::chrono_literals;
using model::Role;
using Mail = model::Topology::Mail;

/// Time for the whole discovery of a target: MX, SRV and every host's addresses.
constexpr base::Duration discovery_patience = 30s;

/// Names where users look by habit (docs/verdicts.md, Checks).
constexpr std::array<std::string_view, 3> habitual_labels{"pop", "imap", "mail"};

struct ServiceLabel {
    std::string_view label;
    Role role;
};
/// RFC 6186 §3, RFC 8314 §5.
constexpr std::array service_labels{
    ServiceLabel{"_imaps._tcp", Role::mailbox},
    ServiceLabel{"_imap._tcp", Role::mailbox},
    ServiceLabel{"_pop3s._tcp", Role::mailbox},
    ServiceLabel{"_pop3._tcp", Role::mailbox},
    ServiceLabel{"_submissions._tcp", Role::submission},
    ServiceLabel{"_submission._tcp", Role::submission},
};

enum class Source { named, own, guessed };

Candidate candidate(std::string name, Role role, Source source) {
    Candidate made{std::move(name), {}, std::nullopt};
    made.roles.add(role);
    made.is_optional = source != Source::named;
    made.is_guessed = source == Source::guessed;
    return made;
}

/// Whether `name` lies below `domain`.
bool is_below(std::string_view name, std::string_view domain) {
    return name.size() > domain.size() && name.ends_with(domain) &&
           name[name.size() - domain.size() - 1] == '.';
}

/// One discovery in progress. Lives in the coroutine frame of `discover`.
class Discovery {
public:
    Discovery(net::Clock& clock, net::Resolver& resolver, const DiscoveryScope& scope,
              const Freshness& freshness)
        : resolver_{resolver},
          scope_{scope},
          freshness_{freshness},
          deadline_{clock.in(discovery_patience)} {}

    net::Awaitable<void> run(model::Topology& topology) {
        if (const auto address = model::Address::parse(scope_.target.name)) {
            add_literal(topology, *address);
            co_return;
        }
        const dns::Question mx_question{scope_.target.name, dns::Type::mx};
        const auto mx_answer = co_await ask(mx_question);
        apply_mx(topology, mx_answer);
        auto candidates = mx_candidates(topology);
        add_own(topology, candidates);
        if (topology.mail != Mail::null_mx) co_await find_services(candidates);
        add_configured(candidates);
        co_await look_up(candidates, topology);
        finish(topology);
    }

private:
    net::Awaitable<base::Result<dns::Answer>> ask(dns::Question question) {
        return observe::ask(resolver_, std::move(question), freshness_, deadline_);
    }

    void add_literal(model::Topology& topology, const model::Address& address) {
        topology.mail = Mail::not_asked;
        model::Host host;
        host.name = scope_.target.name;
        host.roles.add(Role::self);
        (net::refusal(address, scope_.allow_addresses) ? host.refused : host.addresses)
            .push_back(address);
        topology.hosts.push_back(std::move(host));
    }

    net::Awaitable<void> find_service(const ServiceLabel& service, std::vector<Candidate>& found) {
        const dns::Question question{std::string{service.label} + '.' + scope_.target.name,
                                     dns::Type::srv};
        const auto answer = co_await ask(question);
        if (!answer) {
            keep_known(service.role, found);
            co_return;
        }
        for (const auto& record : answer->services())
            if (!record.target.empty())
                add_candidate(found, candidate(record.target, service.role, Source::named));
    }

    /// If the records of a service were not answered, its hosts stay: that something was not seen
    /// changes nothing (failure D1).
    void keep_known(Role role, std::vector<Candidate>& found) const {
        if (!scope_.known) return;
        for (const auto& host : scope_.known->hosts)
            if (host.roles.has(role) && !host.roles.has(Role::mx))
                add_candidate(found, candidate(host.name, role, Source::own));
    }

    net::Awaitable<void> find_services(std::vector<Candidate>& candidates) {
        // Kept separate until all are there: the order of hosts decides which name a shared address
        // gets, so it must not depend on which answer came first.
        std::array<std::vector<Candidate>, service_labels.size()> found;
        std::vector<net::Awaitable<void>> questions;
        questions.reserve(service_labels.size());
        for (std::size_t i = 0; i < service_labels.size(); ++i)
            questions.push_back(find_service(service_labels[i], found[i]));
        co_await net::gather(std::move(questions));
        for (auto& of_service : found)
            for (auto& each : of_service) add_candidate(candidates, std::move(each));
        for (const auto label : habitual_labels)
            add_candidate(candidates, candidate(std::string{label} + '.' + scope_.target.name,
                                                Role::mailbox, Source::guessed));
    }

    void add_configured(std::vector<Candidate>& candidates) const {
        for (const auto& host : scope_.mailboxes)
            add_candidate(candidates, candidate(host.text(), Role::mailbox, Source::named));
        for (const auto& host : scope_.submission)
            add_candidate(candidates, candidate(host.text(), Role::submission, Source::named));
        for (const auto& host : scope_.senders)
            if (!model::Address::parse(host.name))
                add_candidate(candidates, candidate(host.name, Role::sender, Source::named));
    }

    /// Added after all hosts that receive: a host that only sends is never connected.
    void add_those_that_send(model::Topology& topology) const {
        std::vector<model::SpfSender> senders;
        for (const auto& host : scope_.senders)
            if (const auto address = model::Address::parse(host.name))
                senders.push_back({host.name, {*address}});
        senders.insert(senders.end(), scope_.spf_senders.begin(), scope_.spf_senders.end());
        add_senders(topology, senders, scope_.allow_addresses);
    }

    /// A host name's own addresses are tested; a name without MX also receives mail there (RFC 5321
    /// §5.1). Placed directly after the MX hosts, so that a mailbox name with the same address does
    /// not take it over.
    void add_own(const model::Topology& topology, std::vector<Candidate>& candidates) const {
        const auto& own = scope_.target.name;
        if (topology.mail == Mail::none || topology.mail == Mail::no_domain)
            add_candidate(candidates, candidate(own, Role::mx, Source::own));
        if (scope_.target.kind == model::TargetKind::subdomain)
            add_candidate(candidates, candidate(own, Role::self, Source::own));
    }

    net::Awaitable<void> look_up_one(const Candidate& candidate, std::optional<model::Host>& host) {
        const dns::Question v4{candidate.name, dns::Type::a};
        const dns::Question v6{candidate.name, dns::Type::aaaa};
        const Earlier earlier{scope_.known.get(), scope_.awaited_times};
        if (!base::DomainName::parse(candidate.name)) {  // An IP literal (failure D11).
            host = make_host(candidate, {dns::Answer{}, dns::Answer{}}, scope_.allow_addresses,
                             earlier);
            co_return;
        }
        auto answer_v4 = co_await ask(v4);
        auto answer_v6 = co_await ask(v6);
        const HostAnswers answers{std::move(answer_v4), std::move(answer_v6)};
        if (candidate.name == scope_.target.name)
            exists_ = (answers.v4 && answers.v4->exists) || (answers.v6 && answers.v6->exists);
        host = make_host(candidate, answers, scope_.allow_addresses, earlier);
    }

    net::Awaitable<void> look_up(const std::vector<Candidate>& candidates,
                                 model::Topology& topology) {
        std::vector<std::optional<model::Host>> hosts(candidates.size());
        std::vector<net::Awaitable<void>> questions;
        questions.reserve(candidates.size());
        for (std::size_t i = 0; i < candidates.size(); ++i)
            questions.push_back(look_up_one(candidates[i], hosts[i]));
        co_await net::gather(std::move(questions));
        for (auto& host : hosts)
            if (host) topology.hosts.push_back(std::move(*host));
    }

    /// Some servers say NXDOMAIN of a name that has records of another type (RFC 4074 §4.2). A name
    /// exists if anything below it does (RFC 8020 §2).
    bool is_there(const model::Topology& topology) const {
        return exists_ || std::ranges::any_of(topology.hosts, [&](const model::Host& host) {
                   return !host.addresses.empty() && is_below(host.name, scope_.target.name);
               });
    }

    void finish(model::Topology& topology) const {
        if (topology.mail == Mail::no_domain && is_there(topology)) topology.mail = Mail::none;
        settle_addresses(topology);
        add_those_that_send(topology);
        if (topology.mail != Mail::none && topology.mail != Mail::no_domain) return;
        for (const auto& host : topology.hosts) {
            if (host.name != scope_.target.name || !host.roles.has(Role::mx)) continue;
            topology.mail = host.failure && host.addresses.empty() ? Mail::unknown : Mail::implicit;
            topology.failure = host.failure;
        }
    }

    net::Resolver& resolver_;
    const DiscoveryScope& scope_;
    const Freshness& freshness_;
    base::Deadline deadline_;
    bool exists_ = false;  ///< The target's name does, according to its address records.
};

}  // namespace

net::Awaitable<std::shared_ptr<const model::Topology>> discover(net::Clock& clock,
                                                                net::Resolver& resolver,
                                                                DiscoveryScope scope,
                                                                Freshness freshness) {
    const auto topology = std::make_shared<model::Topology>();
    topology->target = scope.target;
    topology->taken_at = clock.now();
    Discovery discovery{clock, resolver, scope, freshness};
    co_await discovery.run(*topology);
    co_return topology;
}

}  // namespace mailwatchd::observe
