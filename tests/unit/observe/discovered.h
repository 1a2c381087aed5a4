// Discovery in a scripted network, and its result as text.
#pragma once

#include "dns_answers.h"
#include "network.h"
#include "observe/topology/discovery.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::observe {

inline DiscoveryScope scope(std::string_view target) {
    return {model::TargetName::parse(target).value(), {}, {}, test::documentation()};
}

/// Discovers in a scripted network.
struct DiscoveryWorld : test::ObservedNetwork {
    std::shared_ptr<const model::Topology> found(std::string_view target) {
        return clock.run(discover(clock, network, scope(target), scheduled()));
    }
};

/// "mx.example.org:mx,mailbox[192.0.2.1]" per host; a refused address has '!', a failure its code.
inline std::string shown(const model::Topology& topology) {
    std::string text;
    for (const auto& host : topology.hosts) {
        text += (text.empty() ? "" : " ") + host.name + ':';
        for (const auto role : {model::Role::mx, model::Role::mailbox, model::Role::submission,
                                model::Role::sender, model::Role::self})
            if (host.roles.has(role)) text.append(name(role)).append(",");
        text.back() = '[';
        for (const auto& address : host.addresses) text += address.text() + ' ';
        for (const auto& address : host.refused) text += '!' + address.text() + ' ';
        if (host.failure) text.append(base::name(host.failure->code)) += ' ';
        if (text.back() == ' ') text.pop_back();
        text += ']';
        for (const auto& alias : host.aliases) text += '=' + alias;
    }
    return text;
}

inline void srv(test::ScriptedNetwork& dns, const std::string& service, const std::string& target) {
    dns.answers[{service, dns::Type::srv}] = {
        .data =
            std::vector<dns::Record>{{service, dns::Type::srv, 300, dns::Srv{0, 0, 993, target}}}};
}

}  // namespace mailwatchd::observe
