// The ways in which our own side can be cut off, on the scripted network.
#pragma once

#include "support/house.h"

#include <functional>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace mailwatchd::test::cut_off {

/// The network as it was before an outage.
struct NetworkBefore {
    ScriptedNetwork& network;
    std::map<dns::Question, ScriptedAnswer> answers = network.answers;
    std::map<ScriptedNetwork::Port, ScriptedEndpoint> endpoints = network.endpoints;
    std::optional<model::Address> own_v4 = network.own_v4;
    std::optional<model::Address> own_v6 = network.own_v6;
    std::function<base::Result<dns::Answer>(const dns::Question&)> resolve_others =
        network.resolve_others;

    void mend() const {
        network.answers = answers;
        network.endpoints = endpoints;
        network.resolve_others = resolve_others;
        network.other_ports = ScriptedEndpoint::Mode::refused;
        network.own_v4 = own_v4;
        network.own_v6 = own_v6;
    }
};

inline void resolve_with(ScriptedNetwork& network,
                         std::function<base::Result<dns::Answer>(const dns::Question&)> answer) {
    network.answers.clear();
    network.resolve_others = std::move(answer);
}

inline base::Result<dns::Answer> no_answer(const dns::Question& question) {
    return base::failed<dns::Answer>(base::Errc::timed_out, question.text());
}

/// NOERROR and no records, whatever is asked.
inline base::Result<dns::Answer> empty(const dns::Question& question) {
    return dns::Answer{.question = question, .canonical = question.name, .ttl = 60};
}

/// One address for every name.
inline base::Result<dns::Answer> lie(const dns::Question& question) {
    dns::Answer answer{.question = question, .canonical = question.name, .ttl = 60};
    if (question.type == dns::Type::a)
        answer.records.push_back({.owner = question.name,
                                  .type = dns::Type::a,
                                  .ttl = 60,
                                  .data = model::Address::parse("203.0.113.80").value()});
    return answer;
}

/// Every server is met like this on these ports; port 0: on every port.
inline void meet(ScriptedNetwork& network, ScriptedEndpoint::Mode mode, std::uint16_t port = 0) {
    for (auto& [where, server] : network.endpoints)
        if (port == 0 || where.second == port) server = {.mode = mode};
    if (port == 0) network.other_ports = mode;
}

/// It answers for everybody, also for addresses that nobody has.
inline void intercept(ScriptedNetwork& network) {
    network.endpoint("192.0.2.213", 25) = smtp();
    network.endpoint("192.0.2.213", 110) = clear_pop3();
    for (auto& [where, server] : network.endpoints) {
        if (where.second == 25) server = smtp("220 proxy.example ESMTP\r\n");
        if (where.second == 110) server = clear_pop3();
    }
}

/// Our own side is cut off.
struct Outage {
    const char* name;
    void (*begin)(ScriptedNetwork&);
    const char* cause;          ///< In the words of the prober.
    bool needs_others = false;  ///< It shows only where there are other targets.
};

inline const Outage outages[] = {
    {"resolver_silent", [](ScriptedNetwork& n) { resolve_with(n, no_answer); }, "does not answer"},
    {"resolver_empty", [](ScriptedNetwork& n) { resolve_with(n, empty); }, "without records"},
    {"resolver_lying", [](ScriptedNetwork& n) { resolve_with(n, lie); }, "do not exist"},
    {"resolver_without_txt",
     [](ScriptedNetwork& n) {
         for (auto& [question, answer] : n.answers)
             if (question.type == dns::Type::txt)
                 answer = {.data = std::vector<dns::Record>{}, .ttl = 1};
     },
     "spf of d", true},
    {"link_down",
     [](ScriptedNetwork& n) {
         resolve_with(n, no_answer);
         meet(n, ScriptedEndpoint::Mode::unreachable);
         n.own_v4.reset();
         n.own_v6.reset();
     },
     "no route to other networks"},
    {"icmp_prohibited", [](ScriptedNetwork& n) { meet(n, ScriptedEndpoint::Mode::unreachable); },
     "outbound port 25 is not answered everywhere"},
    {"drop_25", [](ScriptedNetwork& n) { meet(n, ScriptedEndpoint::Mode::silent, 25); },
     "outbound port 25 is not answered everywhere"},
    {"reset_25", [](ScriptedNetwork& n) { meet(n, ScriptedEndpoint::Mode::refused, 25); },
     "outbound port 25 is refused everywhere"},
    {"drop_every_port", [](ScriptedNetwork& n) { meet(n, ScriptedEndpoint::Mode::silent); },
     "outbound port 25 is not answered everywhere"},
    {"reset_every_port", [](ScriptedNetwork& n) { meet(n, ScriptedEndpoint::Mode::refused); },
     "outbound port 25 is refused everywhere"},
    {"proxy_on_25_and_110", intercept, "a proxy intercepts port"},
    {"another_own_address",
     [](ScriptedNetwork& n) {
         if (n.own_v4) n.own_v4 = model::Address::parse("198.18.254.9");
         if (n.own_v6) n.own_v6 = model::Address::parse("2001:db8:2000::9");
     },
     "our own address is now 2001:db8:2000::9"},
};

}  // namespace mailwatchd::test::cut_off
