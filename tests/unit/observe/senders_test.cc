#include "dns_answers.h"
#include "observe/topology/topology_builder.h"

#include <gtest/gtest.h>

using namespace mailwatchd;
using model::Role;
using test::host;
using Texts = std::vector<std::string>;

namespace mailwatchd::observe {
namespace {

std::vector<std::string> hosts_with_roles(const model::Topology& topology) {
    std::vector<std::string> shown;
    for (const auto& each : topology.hosts) {
        std::string text = each.name;
        for (const auto role : {Role::mx, Role::sender})
            if (each.roles.has(role)) text.append(" ").append(name(role));
        for (const auto& address : each.addresses) text.append(" ").append(address.text());
        shown.push_back(std::move(text));
    }
    return shown;
}

const std::vector<model::Prefix> documentation{model::Prefix::parse("192.0.2.0/24").value()};

TEST(Senders, are_hosts_of_their_own_unless_some_host_has_the_address) {
    model::Topology topology;
    topology.hosts = {host("mx1.example.org", {Role::mx}, {"192.0.2.1"})};
    add_senders(topology,
                {{"out.example.org", {test::ip("192.0.2.2"), test::ip("192.0.2.1")}},
                 {"192.0.2.3", {test::ip("192.0.2.3")}},
                 {"again.example.org", {test::ip("192.0.2.2")}}},
                documentation);
    EXPECT_EQ(hosts_with_roles(topology),
              (Texts{"mx1.example.org mx sender 192.0.2.1", "out.example.org sender 192.0.2.2",
                     "192.0.2.3 sender 192.0.2.3"}));
}

TEST(Senders, a1_are_never_special_purpose_addresses) {
    model::Topology topology;
    add_senders(topology, {{"inside.example.org", {test::ip("10.0.0.1"), test::ip("::1")}}}, {});
    EXPECT_TRUE(topology.hosts.empty());
}

TEST(Senders, are_thirty_two_at_most) {
    model::Topology topology;
    std::vector<model::SpfSender> many;
    for (int i = 1; i <= 60; ++i) {
        const auto text = "192.0.2." + std::to_string(i);
        many.push_back({text, {test::ip(text)}});
    }
    add_senders(topology, many, documentation);
    EXPECT_EQ(topology.hosts.size(), 32U);
    EXPECT_FALSE(topology.truncated);
}

}  // namespace
}  // namespace mailwatchd::observe
