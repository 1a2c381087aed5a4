// The resolver against a name server in the same process.
#pragma once

#include "name_server.h"
#include "net/resolver.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mailwatchd::test {

inline const std::string v4 = rdata_address("192.0.2.25");

/// A resolver whose only server is ours.
struct ResolverWorld {
    Loopback loop;
    NameServer server;
    std::vector<std::string> outcomes;
    base::Duration took{};  ///< All questions together.
    std::unique_ptr<net::Resolver> resolver;

    explicit ResolverWorld(Server answers, bool has_tcp = true)
        : server{loop, std::move(answers), has_tcp} {
        use({});
    }
    void use(net::ResolverSettings settings) {
        settings.servers = {{model::Address::parse("127.0.0.1").value(), server.port()}};
        settings.timeout = std::chrono::milliseconds{200};
        settings.direct_port = server.port();
        settings.allow_direct = {model::Prefix::parse("127.0.0.1").value()};
        settings.hook = [this](std::string_view outcome, base::Duration each) {
            outcomes.emplace_back(outcome);
            took += each;
        };
        resolver = net::make_resolver(loop.clock, std::move(settings));
    }
    base::Result<dns::Answer> ask(std::string name,
                                  base::Duration patience = std::chrono::seconds{5},
                                  net::AskOptions options = {}) {
        return loop.run(resolver->ask({std::move(name), dns::Type::a}, std::move(options),
                                      loop.clock.in(patience)));
    }
};

inline std::string good(const Query& query, unsigned flags = WireMessage::response) {
    return reply_to(query, flags).answer(query.message.question->name, dns::Type::a, 300, v4).bytes;
}

/// An error without the question: RFC 1035 §4.1.1 leaves the server free to do so.
inline std::string header_only(const Query& query, unsigned rcode) {
    return WireMessage{query.message.id, 0x8180U | rcode}.bytes;
}

}  // namespace mailwatchd::test
