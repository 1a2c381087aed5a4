#include "net/resolver.h"

#include "net/address_policy.h"
#include "net/dns_exchange.h"
#include "net/name_servers.h"
#include "net/semaphore.h"
#include "net/spawn.h"

#include <algorithm>
#include <optional>
#include <set>
#include <stdexcept>
#include <sys/random.h>

namespace mailwatchd::net {

using base::Errc;
using base::Failure;

namespace {

/// Unpredictable (failure D8). The kernel's pool is ready long before a daemon starts.
std::uint16_t random_id() {
    std::uint16_t id = 0;
    if (getrandom(&id, sizeof id, 0) != sizeof id) throw std::runtime_error{"getrandom"};
    return id;
}

/// The closed set of outcomes: DnsHook's label values.
std::string_view outcome(const base::Result<dns::Interpretation>& result) {
    if (result) return result->answer.exists ? "noerror" : "nxdomain";
    const Failure failure = result.error();  // Boost 1.81 returns a copy.
    switch (failure.code) {
        case Errc::timed_out: return "timeout";
        case Errc::cancelled: return "cancelled";
        case Errc::malformed: return "malformed";
        case Errc::refused:
        case Errc::unreachable: return "unreachable";
        case Errc::no_resources: return "no_resources";
        default: break;
    }
    if (failure.detail.starts_with("SERVFAIL")) return "servfail";
    if (failure.detail.starts_with("REFUSED")) return "refused";
    return "server_failure";
}

/// The servers' own words: "SERVFAIL: A mx1.example.org". A failed exchange gets the question.
Failure named(Failure failure, const dns::Question& question) {
    const bool says_enough = failure.code == Errc::timed_out || failure.code == Errc::cancelled;
    failure.detail = says_enough ? question.text() : question.text() + ": " + failure.detail;
    return failure;
}

/// A code that concerns the server or the query, not the name: FORMERR and NOTIMP are what a server
/// says that does not understand EDNS (RFC 6891 §7, RFC 2671 §5.3). One that understands it would
/// reply with an OPT record (RFC 6891 §6.1.1).
bool refuses_edns(const dns::Message& message) {
    return (message.rcode == 1 || message.rcode == 4) && !message.edns;
}

/// SERVFAIL is often the name's fault: its own servers are silent, or its DNSSEC is bogus.
bool is_about_the_server(const Failure& failure) { return !failure.detail.starts_with("SERVFAIL"); }

/// Keeps the failure that says more: what a server said, not that another was silent.
void keep_clearer(std::optional<Failure>& kept, Failure next) {
    if (!kept || (kept->code == Errc::timed_out && next.code != Errc::timed_out))
        kept = std::move(next);
}

/// The end of a CNAME chain so far.
struct Chain {
    dns::Answer answer;
    std::size_t links;
    std::set<std::string, std::less<>> names;  ///< Where a message began or ended.

    /// Appends the next message; false if the chain loops or becomes too long.
    bool add(dns::Interpretation next) {
        links += next.links;
        answer.canonical = std::move(next.answer.canonical);
        answer.exists = next.answer.exists;
        answer.authenticated = answer.authenticated && next.answer.authenticated;
        answer.ttl = std::min(answer.ttl, next.answer.ttl);
        answer.records = std::move(next.answer.records);
        const bool is_new = next.links == 0 || names.insert(answer.canonical).second;
        return is_new && links <= dns::cname_chain_max;
    }
};

class WireResolver final : public Resolver {
public:
    WireResolver(Clock& clock, ResolverSettings settings)
        : clock_{clock}, settings_{std::move(settings)}, places_{settings_.in_flight_max} {}

    Awaitable<base::Result<dns::Answer>> ask(dns::Question question, AskOptions options,
                                             base::Deadline deadline) override;

private:
    using Servers = std::vector<model::Address>;
    Awaitable<base::Result<dns::Interpretation>> ask_once(dns::Question question, Servers direct,
                                                          base::Deadline deadline);
    /// One question on its way through the servers.
    struct Sending {
        dns::Question question;
        std::vector<NameServer> servers;
        base::Deadline deadline;
        bool is_direct = false;
        bool is_loopback = false;  ///< Every server has a loopback address.
        int attempt = 0;           ///< From 0: how often each server was asked before.
    };
    using Reply = base::Result<dns::Message>;
    Awaitable<base::Result<dns::Interpretation>> send(dns::Question question, Servers direct,
                                                      base::Deadline deadline);
    Sending begin(dns::Question question, const Servers& direct, base::Deadline deadline) const;
    Awaitable<base::Result<dns::Interpretation>> ask_server(const Sending& sending,
                                                            NameServer server);
    Awaitable<Reply> ask_in_one_form(const Sending& sending, NameServer server, bool edns);
    base::Result<dns::Interpretation> read(const Sending& sending,
                                           const dns::Message& message) const;
    bool is_trusted(const Sending& sending) const;
    int attempts() const { return std::clamp(settings_.attempts, 1, attempts_max); }

    static constexpr int attempts_max = 10;
    Clock& clock_;
    ResolverSettings settings_;
    Semaphore places_;
    ServerHealth health_;
};

bool WireResolver::is_trusted(const Sending& sending) const {
    if (sending.is_direct) return false;  // An authoritative server does not validate.
    switch (settings_.trust_ad) {
        case ResolverSettings::TrustAd::always: return true;
        case ResolverSettings::TrustAd::never: return false;
        case ResolverSettings::TrustAd::automatic: break;
    }
    return sending.is_loopback;
}

base::Result<dns::Interpretation> WireResolver::read(const Sending& sending,
                                                     const dns::Message& message) const {
    auto result = dns::interpret(sending.question, message);
    if (!result) return result;
    // A confirmation past the caches must come from an authoritative server (failure D2).
    if (sending.is_direct && !message.authoritative)
        return Failure{Errc::server_failure, "not authoritative: " + sending.question.text()};
    if (!is_trusted(sending)) result->answer.authenticated = false;
    return result;
}

Awaitable<WireResolver::Reply> WireResolver::ask_in_one_form(const Sending& sending,
                                                             NameServer server, bool edns) {
    const dns::QueryOptions options{
        .id = random_id(), .recursion = !sending.is_direct, .edns = edns};
    auto query = dns::encode_query(sending.question, options);
    if (!query) co_return query.error();
    constexpr base::Duration timeout_min = std::chrono::milliseconds{100};
    const auto timeout = std::max(settings_.timeout, timeout_min) * (1 << sending.attempt);
    auto reply = co_await exchange(*std::move(query), server, timeout, sending.deadline);
    if (!reply) co_return named(reply.error(), sending.question);
    auto message = dns::parse(*reply);
    if (!message)
        co_return Failure{message.error().code,
                          message.error().detail + ": " + sending.question.text()};
    co_return *std::move(message);
}

/// Asks a server once, and again without EDNS if it does not understand that. From the second
/// attempt on EDNS is left out: some servers leave a query that has it without any answer.
Awaitable<base::Result<dns::Interpretation>> WireResolver::ask_server(const Sending& sending,
                                                                      NameServer server) {
    const bool edns = sending.attempt == 0 && !health_.has_no_edns(server, clock_.ticks());
    auto reply = co_await ask_in_one_form(sending, server, edns);
    bool is_second_form = sending.attempt > 0;
    if (edns && reply && refuses_edns(*reply)) {
        reply = co_await ask_in_one_form(sending, server, false);
        is_second_form = true;
    }
    if (!reply) co_return reply.error();
    auto result = read(sending, *reply);
    if (result && is_second_form && !sending.is_direct)
        health_.note_no_edns(server, clock_.ticks());
    co_return result;
}

WireResolver::Sending WireResolver::begin(dns::Question question, const Servers& direct,
                                          base::Deadline deadline) const {
    Sending sending{std::move(question), settings_.servers, deadline};
    sending.is_direct = !direct.empty();
    if (sending.is_direct) {
        sending.servers.clear();
        for (const auto& address : direct)
            sending.servers.push_back({address, settings_.direct_port});
        return sending;
    }
    if (sending.servers.empty()) sending.servers = system_servers();
    sending.is_loopback = std::ranges::all_of(
        sending.servers, [](const NameServer& server) { return server.address.is_loopback(); });
    sending.servers = health_.in_order(std::move(sending.servers), clock_.ticks());
    return sending;
}

/// Asks the servers in turn until one answers. A server that cannot serve (an error code, garbage,
/// silence) leaves the question to the next one, and so does one that answers with nothing at all
/// (`is_unproven`): its answer counts only if no other has a better one.
Awaitable<base::Result<dns::Interpretation>> WireResolver::send(dns::Question question,
                                                                Servers direct,
                                                                base::Deadline deadline) {
    auto sending = begin(std::move(question), direct, deadline);
    // Errors come at once: as many are taken as there are servers or attempts.
    auto errors_left = std::max(sending.servers.size(), static_cast<std::size_t>(attempts()));
    std::vector<NameServer> failed;
    std::optional<Failure> failure;
    std::optional<dns::Interpretation> unproven;
    for (; sending.attempt < attempts() && !unproven && errors_left > 0; ++sending.attempt) {
        for (const auto& server : sending.servers) {
            auto result = co_await ask_server(sending, server);
            if (result && !result->is_unproven) {
                if (!sending.is_direct) health_.note_failed(failed, clock_.ticks());
                co_return result;
            }
            if (!result && result.error().code == Errc::cancelled) co_return result;
            if (result || is_about_the_server(result.error())) failed.push_back(server);
            if (result && !unproven) unproven = *std::move(result);
            if (result) continue;
            if (result.error().code != Errc::timed_out) --errors_left;
            keep_clearer(failure, result.error());
            if (errors_left == 0 || clock_.ticks() >= deadline.at) break;
        }
        if (clock_.ticks() >= deadline.at) break;
    }
    if (unproven) co_return *std::move(unproven);
    co_return *std::move(failure);
}

Awaitable<base::Result<dns::Interpretation>> WireResolver::ask_once(dns::Question question,
                                                                    Servers direct,
                                                                    base::Deadline deadline) {
    const bool stopped = co_await is_cancelled();
    if (stopped) co_return Failure{Errc::cancelled, question.text()};
    if (clock_.ticks() >= deadline.at) co_return Failure{Errc::timed_out, question.text()};
    const Permit permit = co_await places_.acquire(clock_, deadline);
    if (!permit) {
        const bool stopped_meanwhile = co_await is_cancelled();
        co_return Failure{stopped_meanwhile ? Errc::cancelled : Errc::timed_out, question.text()};
    }
    const auto sent = clock_.ticks();
    auto result = co_await send(question, std::move(direct), deadline);
    if (settings_.hook) settings_.hook(outcome(result), clock_.ticks() - sent);
    co_return result;
}

Awaitable<base::Result<dns::Answer>> WireResolver::ask(dns::Question question, AskOptions options,
                                                       base::Deadline deadline) {
    if (!options.servers.empty()) {
        std::erase_if(options.servers, [this](const model::Address& server) {
            return refusal(server, settings_.allow_direct).has_value();
        });
        if (options.servers.empty())
            co_return Failure{Errc::not_allowed,
                              "no name server with an allowed address: " + question.text()};
    }
    auto first = co_await ask_once(question, std::move(options.servers), deadline);
    if (!first) co_return first.error();
    bool is_partial = first->is_partial;
    Chain chain{std::move(first->answer), first->links, {}};
    chain.names = {chain.answer.question.name, chain.answer.canonical};
    while (is_partial) {
        // The rest of the chain is in other zones: the configured resolver knows their servers.
        const dns::Question rest{chain.answer.canonical, question.type};
        const Servers configured;
        auto next = co_await ask_once(rest, configured, deadline);
        if (!next) co_return next.error();
        is_partial = next->is_partial;
        if (!chain.add(std::move(*next)))
            co_return Failure{Errc::malformed, "CNAME loop or chain too long: " + question.text()};
    }
    co_return std::move(chain.answer);
}

}  // namespace

std::unique_ptr<Resolver> make_resolver(Clock& clock, ResolverSettings settings) {
    return std::make_unique<WireResolver>(clock, std::move(settings));
}

}  // namespace mailwatchd::net
