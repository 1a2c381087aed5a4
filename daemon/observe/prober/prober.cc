#include "observe/prober/prober.h"

#include "net/gather.h"

#include <array>
#include <random>

namespace mailwatchd::observe {

namespace {

using namespace std::chrono_literals;

constexpr base::Duration look_patience = 30s;
constexpr base::Duration canary_patience = 10s;
/// Interceptors answer quickly, and no real server has the address.
constexpr base::Duration knock_patience = 3s;
/// The ports that antivirus appliances and providers intercept.
constexpr std::array<std::uint16_t, 2> knocked_ports{25, 110};

std::string random_label() {
    std::random_device device;
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

    net::Awaitable<void> ask_canaries() {
        health.resolver_answers = settings.canaries.empty();
        for (const auto& canary : settings.canaries) {  // outlives the wait: our own copy
            const auto answer = co_await ask(canary.text(), dns::Type::ns);
            if (answer && answer->exists) {
                health.resolver_answers = true;
                co_await ask_impossible(canary);
                co_return;
            }
            if (!answer) health.evidence = answer.error().detail;
        }
    }

    net::Awaitable<void> ask_impossible(const base::DomainName& canary) {
        const auto name = canary.below(random_label());
        if (!name) co_return;
        const auto answer = co_await ask(name->text(), dns::Type::a);
        health.resolver_rewrites = answer && answer->exists && !answer->empty();
        if (health.resolver_rewrites)
            health.evidence = name->text() + " does not exist, but was answered";
    }

    net::Awaitable<void> knock(std::uint16_t port) {
        const auto deadline = clock.in(knock_patience);
        const auto stream = co_await connector.connect(settings.test_net, port, deadline);
        if (!stream) co_return;
        health.ports_intercepted = true;
        health.evidence =
            settings.test_net.text() + " (reserved) answered on port " + std::to_string(port);
    }
};

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

Prober::Prober(net::Clock& clock, net::Resolver& resolver, net::Connector& canary_connector,
               LookNumbers& numbers, ProberSettings settings)
    : clock_{clock},
      resolver_{resolver},
      connector_{canary_connector},
      numbers_{numbers},
      settings_{std::move(settings)},
      flights_{clock} {}

net::Awaitable<void> Prober::look(base::Ticks not_before) {
    if (look_ != 0 && health_.ticks >= not_before) co_return;
    net::FlightTerms wanted;
    wanted.not_before = not_before;
    const auto deadline = clock_.in(look_patience);
    net::SingleFlight<ProberHealth>::Start start =
        [this]() -> net::Awaitable<net::SingleFlight<ProberHealth>::Value> {
        auto health = co_await look_at_prober(clock_, resolver_, connector_, settings_);
        co_return std::make_shared<const ProberHealth>(std::move(health));
    };
    const auto health = co_await flights_.join("prober", wanted, deadline, std::move(start));
    if (!health) co_return;
    if (look_ != 0 && (*health)->ticks < health_.ticks) co_return;  // A newer one ended first.
    if ((*health)->ticks != health_.ticks || look_ == 0) look_ = numbers_.next();
    health_ = **health;
    refresh();
}

void Prober::refresh() {
    if (is_blocked_) health_.outbound_25_blocked = is_blocked_();
}

}  // namespace mailwatchd::observe
