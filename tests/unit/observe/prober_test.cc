#include "observe/prober/prober.h"

#include "network.h"

#include <gtest/gtest.h>

using namespace mailwatchd;
using namespace std::chrono_literals;
using base::Errc;
using dns::Type;
using test::ScriptedNetwork;

namespace mailwatchd::observe {
namespace {

void canary(ScriptedNetwork& dns, const std::string& name) {
    dns.answers[{name, Type::ns}] = {
        .data = std::vector<dns::Record>{{name, Type::ns, 300, dns::Name{"ns." + name}}}};
}

/// A resolver that answers for every non-existent name.
void rewrite(ScriptedNetwork& dns) {
    dns.resolve_others = [](const dns::Question& question) -> base::Result<dns::Answer> {
        dns::Answer answer{.question = question, .canonical = question.name};
        if (question.type == Type::a)
            answer.records.push_back({question.name, Type::a, 60, test::ip("203.0.113.80")});
        return answer;
    };
}

struct Row {
    const char* name;
    void (*world)(ScriptedNetwork&);
    const char* resolver;  ///< Part of what is wrong with it; "": nothing.
    bool intercepted;
};

void both(ScriptedNetwork& network) {
    canary(network, "example.com");
    canary(network, "example.net");
    network.other_ports = test::ScriptedEndpoint::Mode::silent;
}

const Row rows[] = {
    {"healthy", both, "", false},
    {"one_canary_is_enough",
     [](ScriptedNetwork& network) {
         both(network);
         network.fails("example.com", Type::ns, Errc::timed_out);
     },
     "", false},
    {"d9_all_canaries_fail",
     [](ScriptedNetwork& network) {
         both(network);
         network.fails("example.com", Type::ns, Errc::timed_out);
         network.fails("example.net", Type::ns, Errc::server_failure);
     },
     "does not answer: NS example.net", false},
    {"d9_canaries_that_do_not_exist_are_not_well",
     [](ScriptedNetwork& network) { network.other_ports = test::ScriptedEndpoint::Mode::silent; },
     "does not find example.net, which exists", false},
    {"d9_answers_without_records_are_not_well",
     [](ScriptedNetwork& network) {
         network.other_ports = test::ScriptedEndpoint::Mode::silent;
         network.resolve_others = [](const dns::Question& question) -> base::Result<dns::Answer> {
             return dns::Answer{.question = question, .canonical = question.name};
         };
     },
     "answers without records, for example for example.net", false},
    {"a_canary_may_be_a_host",
     [](ScriptedNetwork& network) {
         network.other_ports = test::ScriptedEndpoint::Mode::silent;
         network.address("example.com", {"203.0.113.1"});
     },
     "", false},
    {"a_canary_may_be_a_mail_domain",
     [](ScriptedNetwork& network) {
         network.other_ports = test::ScriptedEndpoint::Mode::silent;
         network.mx("example.net", {{10, "mx.example.net"}});
     },
     "", false},
    {"d9_a_cache_without_the_world_behind_it_is_not_well",
     [](ScriptedNetwork& network) {
         both(network);
         network.resolve_others = [](const dns::Question& question) {
             return base::failed<dns::Answer>(Errc::server_failure, question.text());
         };
     },
     "answers only from its cache", false},
    {"d12_rewriting_resolver",
     [](ScriptedNetwork& network) {
         both(network);
         rewrite(network);
     },
     "finds names that do not exist: mailwatchd-", false},
    {"port_25_intercepted",
     [](ScriptedNetwork& network) {
         both(network);
         network.endpoint("192.0.2.254", 25) = test::smtp_server();
     },
     "", true},
    {"port_110_intercepted",
     [](ScriptedNetwork& network) {
         both(network);
         network.endpoint("192.0.2.254", 110) = test::speaker({});
     },
     "", true},
    {"a_firewall_that_refuses_is_no_interceptor",
     [](ScriptedNetwork& network) {
         both(network);
         network.other_ports = test::ScriptedEndpoint::Mode::refused;
     },
     "", false},
    {"no_route_to_it_is_healthy",
     [](ScriptedNetwork& network) {
         both(network);
         network.other_ports = test::ScriptedEndpoint::Mode::unreachable;
     },
     "", false},
};

class LookAtVantage : public testing::TestWithParam<Row> {};

ProberSettings settings() {
    return {{base::DomainName::parse("example.com").value(),
             base::DomainName::parse("example.net").value()},
            test::ip("192.0.2.254")};
}

TEST_P(LookAtVantage, is_looked_at) {
    const auto& row = GetParam();
    test::ObservedNetwork world;
    row.world(world.network);
    const auto began = world.clock.now();
    const auto health =
        world.clock.run(look_at_prober(world.clock, world.network, world.network, settings()));
    const std::string resolver = row.resolver;
    EXPECT_EQ(health.resolver_healthy(), resolver.empty()) << health.resolver;
    EXPECT_NE(health.resolver.find(resolver), std::string::npos) << health.resolver;
    EXPECT_EQ(!health.ports.empty(), row.intercepted) << health.ports;
    EXPECT_EQ(health.healthy(), resolver.empty() && !row.intercepted);
    EXPECT_EQ(health.taken_at, began);
    EXPECT_EQ(world.clock.sleepers(), 0U);
    EXPECT_LE(world.clock.now() - began, 20s);
    EXPECT_EQ(world.network.open_connections, 0);
}

INSTANTIATE_TEST_SUITE_P(Table, LookAtVantage, testing::ValuesIn(rows),
                         [](const auto& row) { return row.param.name; });

TEST(LookAtVantage, the_impossible_name_is_another_each_time) {
    test::ObservedNetwork world;
    both(world.network);
    for (int i = 0; i < 3; ++i)
        world.clock.run(look_at_prober(world.clock, world.network, world.network, settings()));
    int impossible = 0;
    for (const auto& [question, count] : world.network.queries)
        if (question.name.ends_with(".example.com")) impossible += count == 1 ? 1 : 100;
    EXPECT_EQ(impossible, 3);
}

TEST(LookAtVantage, without_canaries_the_resolver_is_trusted) {
    test::ObservedNetwork world;
    const ProberSettings none{{}, test::ip("192.0.2.254")};
    const auto health =
        world.clock.run(look_at_prober(world.clock, world.network, world.network, none));
    EXPECT_TRUE(health.healthy());
    EXPECT_EQ(world.queries(), 0);
}

/// The first canary delays the early check until the late one has ended.
TEST(LookAtVantage, an_older_look_that_ends_later_does_not_replace_a_newer_one) {
    test::ObservedNetwork world;
    both(world.network);
    world.network.fails("example.com", Type::ns, Errc::timed_out);
    world.network.fails("example.net", Type::ns, Errc::timed_out);
    world.network.answers[{"example.net", Type::ns}].delay = 4s;
    Prober prober{world.clock, world.network, world.network, world.numbers, settings()};
    world.clock.start(prober.look(world.clock.ticks()));
    world.clock.advance(1s);
    world.network.endpoint("192.0.2.254", 25) = test::ScriptedEndpoint::refused();
    world.network.endpoint("192.0.2.254", 110) = test::ScriptedEndpoint::refused();
    canary(world.network, "example.com");
    const auto late = world.clock.ticks();
    world.clock.run(prober.look(late));
    EXPECT_EQ(prober.health().ticks, late);
    EXPECT_TRUE(prober.health().healthy());
    const auto number = prober.look_number();
    world.clock.advance(1min);
    EXPECT_EQ(prober.health().ticks, late);
    EXPECT_TRUE(prober.health().healthy()) << prober.health().cause();
    EXPECT_EQ(prober.look_number(), number);
}

}  // namespace
}  // namespace mailwatchd::observe
