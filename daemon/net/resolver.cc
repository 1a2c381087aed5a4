#include "net/resolver.h"

#include "net/address_policy.h"
#include "net/dns_exchange.h"
#include "net/semaphore.h"
#include "net/spawn.h"

#include <ares.h>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
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

Failure failure_of(const Exchanged& exchanged, const std::string& doing) {
    if (exchanged.is_cancelled) return {Errc::cancelled, doing};
    if (exchanged.is_timed_out) return {Errc::timed_out, doing};
    const std::string detail = doing + ": " + ares_strerror(exchanged.status);
    switch (exchanged.status) {
        case ARES_ETIMEOUT: return {Errc::timed_out, doing};
        case ARES_ECONNREFUSED: return {Errc::refused, detail};
        case ARES_ENOMEM: return {Errc::no_resources, detail};
        default: return {Errc::server_failure, detail};
    }
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
        : clock_{clock}, settings_{std::move(settings)}, places_{settings_.in_flight_max} {
        if (ares_library_init(ARES_LIB_INIT_ALL) != ARES_SUCCESS)
            throw std::runtime_error{"c-ares failed to start"};
    }
    ~WireResolver() override { ares_library_cleanup(); }
    WireResolver(const WireResolver&) = delete;
    WireResolver& operator=(const WireResolver&) = delete;

    Awaitable<base::Result<dns::Answer>> ask(dns::Question question, AskOptions options,
                                             base::Deadline deadline) override;

private:
    using Servers = std::vector<model::Address>;
    Awaitable<base::Result<dns::Interpretation>> ask_once(dns::Question question, Servers direct,
                                                          base::Deadline deadline);
    Awaitable<base::Result<dns::Interpretation>> send(dns::Question question, Servers direct,
                                                      base::Deadline deadline);
    base::Result<dns::Interpretation> read(const dns::Question& question,
                                           const Exchanged& exchanged, std::uint16_t id,
                                           bool is_direct) const;
    bool is_trusted(const Exchanged& exchanged, bool is_direct) const;

    Clock& clock_;
    ResolverSettings settings_;
    Semaphore places_;
};

bool WireResolver::is_trusted(const Exchanged& exchanged, bool is_direct) const {
    if (is_direct) return false;  // An authoritative server does not validate.
    switch (settings_.trust_ad) {
        case ResolverSettings::TrustAd::always: return true;
        case ResolverSettings::TrustAd::never: return false;
        case ResolverSettings::TrustAd::automatic: break;
    }
    return exchanged.is_loopback;
}

base::Result<dns::Interpretation> WireResolver::read(const dns::Question& question,
                                                     const Exchanged& exchanged, std::uint16_t id,
                                                     bool is_direct) const {
    if (exchanged.reply.empty()) return failure_of(exchanged, question.text());
    const auto message = dns::parse(exchanged.reply);
    if (!message)
        return Failure{message.error().code, message.error().detail + ": " + question.text()};
    if (message->id != id) return Failure{Errc::malformed, "wrong id: " + question.text()};
    auto result = dns::interpret(question, *message);
    if (!result) return result;
    // A confirmation past the caches must come from an authoritative server (failure D2).
    if (is_direct && !message->authoritative)
        return Failure{Errc::server_failure, "not authoritative: " + question.text()};
    if (!is_trusted(exchanged, is_direct)) result->answer.authenticated = false;
    return result;
}

/// SERVFAIL, NOTIMP and REFUSED may concern one server only, so ask the next (RFC 8767 §5).
bool may_be_better_elsewhere(const Exchanged& exchanged) {
    if (exchanged.reply.size() < 4) return false;
    const unsigned rcode = static_cast<std::uint8_t>(exchanged.reply[3]) & 0x0FU;
    return rcode == 2 || rcode == 4 || rcode == 5;
}

Awaitable<base::Result<dns::Interpretation>> WireResolver::send(dns::Question question,
                                                                Servers direct,
                                                                base::Deadline deadline) {
    const bool is_direct = !direct.empty();
    ExchangeOptions options{settings_.servers, settings_.timeout, settings_.attempts, 0};
    if (is_direct) options.servers.clear();
    for (const auto& address : direct) options.servers.push_back({address, settings_.direct_port});
    for (;;) {
        const dns::QueryOptions query_options{.id = random_id(), .recursion = !is_direct};
        auto query = dns::encode_query(question, query_options);
        if (!query) co_return query.error();
        const auto exchanged = co_await exchange(std::move(*query), options, deadline);
        const auto tries =
            std::max(exchanged.servers, static_cast<std::size_t>(settings_.attempts));
        if (!may_be_better_elsewhere(exchanged) || ++options.first >= tries)
            co_return read(question, exchanged, query_options.id, is_direct);
    }
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
