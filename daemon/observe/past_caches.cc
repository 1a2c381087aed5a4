#include "observe/past_caches.h"

#include <algorithm>

namespace mailwatchd::observe {

namespace {

/// Maximum number of a zone's name servers to query; one answer is enough.
constexpr std::size_t servers_max = 4;

/// Without its first label; empty for the last one.
std::string_view parent(std::string_view name) {
    const auto dot = name.find('.');
    return dot == std::string_view::npos ? std::string_view{} : name.substr(dot + 1);
}

/// The name servers of the zone that contains `name`; empty if they cannot be found.
net::Awaitable<std::vector<std::string>> zone_servers(net::Resolver& resolver, std::string name,
                                                      base::Deadline deadline) {
    for (std::string_view zone = name; !zone.empty(); zone = parent(zone)) {
        dns::Question question{std::string{zone}, dns::Type::ns};
        net::AskOptions options;
        const auto answer =
            co_await resolver.ask(std::move(question), std::move(options), deadline);
        if (!answer && answer.error().code != base::Errc::server_failure) break;
        if (answer && !answer->empty() && !answer->is_alias()) co_return answer->names();
    }
    co_return std::vector<std::string>{};
}

net::Awaitable<std::vector<model::Address>> addresses_of(net::Resolver& resolver,
                                                         std::vector<std::string> hosts,
                                                         base::Deadline deadline) {
    std::vector<model::Address> addresses;
    for (const auto& host : hosts) {
        if (addresses.size() >= servers_max) break;
        for (const auto type : {dns::Type::a, dns::Type::aaaa}) {
            dns::Question question{host, type};
            net::AskOptions options;
            const auto answer =
                co_await resolver.ask(std::move(question), std::move(options), deadline);
            if (!answer) continue;
            const auto found = answer->addresses();
            addresses.insert(addresses.end(), found.begin(), found.end());
        }
    }
    if (addresses.size() > servers_max)
        addresses.erase(addresses.begin() + servers_max, addresses.end());
    co_return addresses;
}

}  // namespace

net::Awaitable<FreshAnswer> ask_past_caches(net::Resolver& resolver, dns::Question question,
                                            base::Ticks not_before, base::Deadline deadline) {
    auto hosts = co_await zone_servers(resolver, question.name, deadline);
    net::AskOptions direct;
    direct.not_before = not_before;
    direct.servers = co_await addresses_of(resolver, std::move(hosts), deadline);
    FreshAnswer fresh{dns::Answer{}, {}};
    if (!direct.servers.empty()) {
        fresh.answer = co_await resolver.ask(question, direct, deadline);
        if (fresh.answer) co_return fresh;
    }
    net::AskOptions cached;
    cached.not_before = not_before;
    fresh.answer = co_await resolver.ask(std::move(question), std::move(cached), deadline);
    // At least a second: zero would mean an answer from the zone's servers.
    if (fresh.answer) fresh.cached_for = std::chrono::seconds{std::max(fresh.answer->ttl, 1U)};
    co_return fresh;
}

net::Awaitable<base::Result<dns::Answer>> ask(net::Resolver& resolver, dns::Question question,
                                              Freshness freshness, base::Deadline deadline) {
    base::Result<dns::Answer> answer = dns::Answer{};
    if (freshness.past_caches()) {
        auto fresh =
            co_await ask_past_caches(resolver, std::move(question), freshness.not_before, deadline);
        if (freshness.cached_for)
            *freshness.cached_for = std::max(*freshness.cached_for, fresh.cached_for);
        answer = std::move(fresh.answer);
    } else {
        net::AskOptions options;
        options.not_before = freshness.not_before;
        answer = co_await resolver.ask(std::move(question), std::move(options), deadline);
    }
    if (!answer && answer.error().code == base::Errc::malformed)
        answer = base::Failure{base::Errc::server_failure, answer.error().detail};
    co_return answer;
}

}  // namespace mailwatchd::observe
