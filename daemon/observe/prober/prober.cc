#include "observe/prober/prober.h"

#include "net/gather.h"

#include <array>
#include <random>

namespace mailwatchd::observe {

namespace {

using namespace std::chrono_literals;

constexpr base::Duration look_patience = 30s;
constexpr base::Duration canary_patience = 10s;
/// A check of the ports that is as young need not be repeated with that of the resolver.
constexpr base::Duration ports_age_max = 10s;
/// Interceptors answer quickly, and no real server has the address. Enough for a second SYN.
constexpr base::Duration knock_patience = 2s;
/// The ports that antivirus appliances and providers intercept.
constexpr std::array<std::uint16_t, 2> knocked_ports{25, 110};

/// A zone has the first, a host the second, a mail domain the third: a canary has one of them.
constexpr std::array canary_types{dns::Type::ns, dns::Type::a, dns::Type::mx};

/// A common cause that is not repeated for so long is over: longer than the waits between two
/// confirmations.
constexpr base::Duration common_cause_kept = 45min;

/// Towards it, the kernel finds a route like towards any other network (RFC 3849).
const model::Address documentation_v6 = model::Address::parse("2001:db8::1").value();

std::string random_label() {
    static std::random_device device;  // Opening it costs more than what it gives.
    std::string label = "mailwatchd-";
    for (int i = 0; i < 16; ++i) label += static_cast<char>('a' + device() % 26);
    return label;
}

/// One check in progress. Lives in the coroutine frame of `look_at_prober`.
struct ProberRun {
    net::Clock& clock;
    net::Resolver& resolver;
    net::Connector& connector;
    ProberSettings settings;
    ProberHealth health;

    net::Awaitable<base::Result<dns::Answer>> ask(std::string name, dns::Type type) {
        dns::Question question{std::move(name), type};
        net::AskOptions options;
        options.not_before = clock.ticks();
        const auto deadline = clock.in(canary_patience);
        auto answer = co_await resolver.ask(std::move(question), std::move(options), deadline);
        co_return answer;
    }

    /// One sound canary is enough.
    net::Awaitable<void> ask_canaries() {
        for (const auto& canary : settings.canaries) {  // outlives the wait: our own copy
            health.resolver = co_await trouble_with(canary);
            if (health.resolver.empty()) co_await ask_impossible(canary);
            if (health.resolver.empty()) co_return;
        }
    }

    /// A canary must return records: an answer without any is what a broken resolver gives.
    net::Awaitable<std::string> trouble_with(base::DomainName canary) {
        for (const auto type : canary_types) {  // outlives the wait: a constant
            const auto answer = co_await ask(canary.text(), type);
            if (!answer) co_return "the resolver does not answer: " + answer.error().detail;
            if (!answer->exists)
                co_return "the resolver does not find " + canary.text() + ", which exists";
            if (!answer->empty()) co_return std::string{};
        }
        co_return "the resolver answers without records, for example for " + canary.text();
    }

    /// The answer is in no cache, so it also shows whether the resolver reaches other servers.
    net::Awaitable<void> ask_impossible(const base::DomainName& canary) {
        const auto name = canary.below(random_label());
        if (!name) co_return;
        const auto answer = co_await ask(name->text(), dns::Type::a);
        if (!answer)
            health.resolver = "the resolver answers only from its cache: " + answer.error().detail;
        else if (answer->exists && !answer->empty())
            health.resolver = "the resolver finds names that do not exist: " + name->text();
    }

    net::Awaitable<void> knock(std::uint16_t port) {
        const auto deadline = clock.in(knock_patience);
        const auto stream = co_await connector.connect(settings.test_net, port, deadline);
        if (!stream) co_return;
        health.ports = "a proxy intercepts port " + std::to_string(port) + ": " +
                       settings.test_net.text() + ", which is reserved, accepts connections";
    }
};

/// Without the ports.
net::Awaitable<ProberHealth> look_at_resolver(net::Clock& clock, net::Resolver& resolver,
                                              net::Connector& connector, ProberSettings settings) {
    ProberRun look{clock, resolver, connector, std::move(settings), {}};
    look.health.taken_at = clock.now();
    look.health.ticks = clock.ticks();
    co_await look.ask_canaries();
    co_return look.health;
}

}  // namespace

net::Awaitable<ProberHealth> look_at_prober(net::Clock& clock, net::Resolver& resolver,
                                            net::Connector& connector, ProberSettings settings) {
    ProberRun look{clock, resolver, connector, std::move(settings), {}};
    look.health.taken_at = clock.now();
    look.health.ticks = clock.ticks();
    std::vector<net::Awaitable<void>> work;
    work.push_back(look.ask_canaries());
    for (const auto port : knocked_ports) work.push_back(look.knock(port));
    co_await net::gather(std::move(work));
    co_return look.health;
}

net::Awaitable<ProberHealth> look_at_prober_ports(net::Clock& clock, net::Resolver& resolver,
                                                  net::Connector& connector,
                                                  ProberSettings settings) {
    settings.canaries.clear();
    auto health = co_await look_at_prober(clock, resolver, connector, std::move(settings));
    co_return health;
}

Prober::Prober(net::Clock& clock, net::Resolver& resolver, net::Connector& canary_connector,
               LookNumbers& numbers, ProberSettings settings)
    : clock_{clock},
      resolver_{resolver},
      connector_{canary_connector},
      numbers_{numbers},
      settings_{std::move(settings)},
      flights_{clock},
      port_flights_{clock} {}

net::Awaitable<void> Prober::look(base::Ticks not_before) {
    if (look_ != 0 && health_.ticks >= not_before) co_return;
    net::FlightTerms wanted;
    wanted.not_before = not_before;
    const auto deadline = clock_.in(look_patience);
    net::SingleFlight<ProberHealth>::Start start =
        [this]() -> net::Awaitable<net::SingleFlight<ProberHealth>::Value> {
        if (ports_at_ >= clock_.ticks() - ports_age_max) {  // Sessions have just ended.
            auto health = co_await look_at_resolver(clock_, resolver_, connector_, settings_);
            co_return std::make_shared<const ProberHealth>(std::move(health));
        }
        auto health = co_await look_at_prober(clock_, resolver_, connector_, settings_);
        take_ports(health.ports, health.ticks);
        co_return std::make_shared<const ProberHealth>(std::move(health));
    };
    const auto health = co_await flights_.join("prober", wanted, deadline, std::move(start));
    if (!health) co_return;
    if (look_ != 0 && (*health)->ticks < health_.ticks) co_return;  // A newer one ended first.
    if (look_ != 0 && (*health)->ticks == health_.ticks) co_return;
    take_ports({}, base::Ticks::min());
    show(**health);
}

net::Awaitable<void> Prober::look_at_ports(base::Ticks not_before) {
    net::SingleFlight<ProberHealth>::Start start =
        [this]() -> net::Awaitable<net::SingleFlight<ProberHealth>::Value> {
        auto found = co_await look_at_prober_ports(clock_, resolver_, connector_, settings_);
        co_return std::make_shared<const ProberHealth>(std::move(found));
    };
    net::FlightTerms wanted;  // First any that is under way, which all others wait for as well.
    for (int i = 0; i < 2 && ports_at_ < not_before; ++i) {
        const auto deadline = clock_.in(look_patience);
        auto again = start;
        const auto found = co_await port_flights_.join("ports", wanted, deadline, std::move(again));
        if (!found) co_return;
        take_ports((*found)->ports, (*found)->ticks);
        wanted.not_before = not_before;
    }
    refresh();
}

/// Looks up our own addresses, too, which sends nothing. Ignores what is older than what is known.
void Prober::take_ports(std::string trouble, base::Ticks when) {
    if (when > ports_at_) {
        ports_ = std::move(trouble);
        ports_at_ = when;
    }
    const auto now = clock_.ticks();
    v4_ = after_look(v4_, connector_.source_towards(settings_.test_net), now);
    v6_ = after_look(v6_, connector_.source_towards(documentation_v6), now);
}

/// Adds what the check itself does not see.
void Prober::show(ProberHealth health) {
    health.ports = ports_;
    health.address = trouble_of(v4_, v6_);
    health.outbound = outbound_;
    health.common_cause.clear();
    const auto now = clock_.ticks();
    std::erase_if(common_causes_, [now](const auto& each) {
        return each.second.repeated + common_cause_kept < now;
    });
    if (!common_causes_.empty()) health.common_cause = common_causes_.begin()->second.cause;
    const bool turned_bad = health_.healthy() && !health.healthy();
    health_ = std::move(health);
    look_ = numbers_.next();
    if (turned_bad && on_trouble_) on_trouble_();
}

/// What differs from the latest check is a new observation.
void Prober::refresh() {
    const auto number = look_;
    auto before = health_;
    show(health_);
    if (number == 0 || before == health_) look_ = number;
}

void Prober::set_outbound(std::map<std::uint16_t, std::string> troubles) {
    if (troubles == outbound_) return;
    outbound_ = std::move(troubles);
    refresh();
}

base::Ticks Prober::suspect_common_cause(const std::string& what, std::string cause) {
    const auto now = clock_.ticks();
    auto& known = common_causes_.try_emplace(what, CommonCause{{}, now, now}).first->second;
    known.cause = std::move(cause);
    known.repeated = now;
    refresh();
    return known.since;
}

void Prober::withdraw_common_cause(const std::string& what) {
    if (common_causes_.erase(what) != 0) refresh();
}

}  // namespace mailwatchd::observe
