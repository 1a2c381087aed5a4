// The DNS as seen by a caching resolver and by the authoritative servers: two scripted networks
// behind one Resolver.
#pragma once

#include "network.h"

namespace mailwatchd::test {

struct TwoViews final : net::Resolver {
    explicit TwoViews(ObservedNetwork& world) : cached{world.network}, own{world.clock} {}

    net::Awaitable<base::Result<dns::Answer>> ask(dns::Question question, net::AskOptions options,
                                                  base::Deadline deadline) override {
        const bool is_direct = !options.servers.empty();
        if (is_direct) servers = options.servers;
        if (is_direct || question.type != dns::Type::ns) not_before = options.not_before;
        auto& view = is_direct ? own : cached;
        auto answer = co_await view.ask(std::move(question), std::move(options), deadline);
        co_return answer;
    }

    /// The zone, with two name servers.
    void serve(const std::string& zone) {
        std::vector<dns::Record> records;
        for (const char* const label : {"ns1.", "ns2."})
            records.push_back({zone, dns::Type::ns, 300, dns::Name{label + zone}});
        cached.answers[{zone, dns::Type::ns}] = {.data = std::move(records)};
        cached.address("ns1." + zone, {"192.0.2.53", "2001:db8::53"});
        cached.address("ns2." + zone, {"198.51.100.53"});
    }

    ScriptedNetwork& cached;
    ScriptedNetwork own;
    std::vector<model::Address> servers;  ///< Of the latest direct question.
    base::Ticks not_before = base::Ticks::min();
};

}  // namespace mailwatchd::test
