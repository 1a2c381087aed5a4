#include "observe/vantage.h"

#include "net/gather.h"

#include <array>
#include <random>

namespace mailwatchd::observe {

namespace {

using namespace std::chrono_literals;

constexpr base::Duration canary_patience = 10s;
/// Interceptors answer at once; nobody else is there to wait for.
constexpr base::Duration knock_patience = 3s;
/// The ports that antivirus boxes and providers intercept (FACTS.md 1.5).
constexpr std::array<std::uint16_t, 2> knocked_ports{25, 110};

std::string random_label() {
    std::random_device device;
    std::string label = "mailwatchd-";
    for (int i = 0; i < 16; ++i) label += static_cast<char>('a' + device() % 26);
    return label;
}

/// One look under way. Lives in the coroutine frame of `look_at_vantage`.
struct Look {
    net::Clock& clock;
    net::Resolver& resolver;
    net::Connector& connector;
    const VantageSettings& settings;
    VantageHealth health;

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
        for (const auto& canary : settings.canaries) {
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
        if (health.resolver_rewrites) health.evidence = name->text() + " was answered";
    }

    net::Awaitable<void> knock(std::uint16_t port) {
        const auto deadline = clock.in(knock_patience);
        const auto stream = co_await connector.connect(settings.test_net, port, deadline);
        if (!stream) co_return;
        health.ports_intercepted = true;
        health.evidence = settings.test_net.text() + " answered on port " + std::to_string(port);
    }
};

}  // namespace

net::Awaitable<VantageHealth> look_at_vantage(net::Clock& clock, net::Resolver& resolver,
                                              net::Connector& connector, VantageSettings settings) {
    Look look{clock, resolver, connector, settings, {}};
    look.health.taken_at = clock.now();
    std::vector<net::Awaitable<void>> work;
    work.push_back(look.ask_canaries());
    for (const auto port : knocked_ports) work.push_back(look.knock(port));
    co_await net::gather(std::move(work));
    co_return look.health;
}

std::vector<model::Reading> readings_of(const VantageHealth& health) {
    struct Part {
        std::string_view name;
        bool well;
    };
    const std::array parts{Part{"resolver", health.resolver_well()},
                           Part{"ports", health.ports_well()},
                           Part{"outbound_25", !health.outbound_25_blocked}};
    std::vector<model::Reading> readings;
    for (const auto& part : parts) {
        readings.push_back({.subject = model::Subject::vantage(),
                            .name = model::ReadingName::vantage,
                            .argument = std::string{part.name},
                            .value = part.well ? "well" : "ill",
                            .reason = model::Reason::none,
                            .taken_at = health.taken_at,
                            .evidence = health.evidence});
    }
    return readings;
}

}  // namespace mailwatchd::observe
