#include "observe/past_caches.h"

#include <algorithm>

namespace mailwatchd::observe {

namespace {

/// Name servers of a zone that are asked; one answer is enough.
constexpr std::size_t servers_max = 4;

/// Without its first label; empty at the top.
std::string_view parent(std::string_view name) {
    const auto dot = name.find('.');
    return dot == std::string_view::npos ? std::string_view{} : name.substr(dot + 1);
}

/// The names of the servers of the zone that holds `name`; empty where they can't be found.
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

net::Awaitable<base::Result<dns::Answer>> ask_past_caches(net::Resolver& resolver,
                                                          dns::Question question,
                                                          base::Ticks not_before,
                                                          base::Deadline deadline) {
    auto hosts = co_await zone_servers(resolver, question.name, deadline);
    net::AskOptions direct;
    direct.not_before = not_before;
    direct.servers = co_await addresses_of(resolver, std::move(hosts), deadline);
    if (!direct.servers.empty()) {
        auto answer = co_await resolver.ask(question, direct, deadline);
        if (answer) co_return answer;
    }
    net::AskOptions cached;
    cached.not_before = not_before;
    auto answer = co_await resolver.ask(std::move(question), std::move(cached), deadline);
    co_return answer;
}

net::Awaitable<base::Result<dns::Answer>> ask(net::Resolver& resolver, dns::Question question,
                                              base::Ticks not_before, bool past_caches,
                                              base::Deadline deadline) {
    base::Result<dns::Answer> answer = dns::Answer{};
    if (past_caches) {
        answer = co_await ask_past_caches(resolver, std::move(question), not_before, deadline);
    } else {
        net::AskOptions options;
        options.not_before = not_before;
        answer = co_await resolver.ask(std::move(question), std::move(options), deadline);
    }
    if (!answer && answer.error().code == base::Errc::malformed)
        answer = base::Failure{base::Errc::server_failure, answer.error().detail};
    co_return answer;
}

}  // namespace mailwatchd::observe
