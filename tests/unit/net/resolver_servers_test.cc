// The resolver and several servers: one that cannot serve leaves its turn to the next.
#include "resolver_world.h"

#include <gtest/gtest.h>

using namespace mailwatchd;
using namespace mailwatchd::test;
using namespace std::chrono_literals;
using dns::Type;

namespace {

using World = ResolverWorld;

/// A server that cannot serve, in front of one that can.
struct SickCase {
    const char* name;
    Server sick;
    bool is_remembered = true;  ///< The next question begins with the other server.
};

const SickCase sick_cases[] = {
    {"d1_servfail", [](const Query& q) { return std::vector{reply_to(q, 0x8182).bytes}; }, false},
    {"d1_refused", [](const Query& q) { return std::vector{reply_to(q, 0x8185).bytes}; }},
    {"notimp", [](const Query& q) { return std::vector{reply_to(q, 0x8184).bytes}; }},
    {"formerr", [](const Query& q) { return std::vector{reply_to(q, 0x8181).bytes}; }},
    {"formerr_of_twelve_bytes", [](const Query& q) { return std::vector{header_only(q, 1)}; }},
    {"silence", [](const Query&) { return std::vector<std::string>{}; }},
    {"garbage",
     [](const Query& q) {
         return std::vector{reply_to(q).answer("q.example", Type::a, 300, "abc").bytes};
     }},
    {"a_referral",
     [](const Query& q) {
         return std::vector{
             reply_to(q).authority("example", Type::ns, 900, wire_name("ns.example")).bytes};
     }},
    {"nothing_at_all", [](const Query& q) { return std::vector{reply_to(q).bytes}; }},
};

class SickServer : public testing::TestWithParam<SickCase> {};

TEST_P(SickServer, leaves_its_turn_to_the_next) {
    World sick{GetParam().sick};
    NameServer well{sick.loop, [](const Query& q) { return std::vector{good(q)}; }, false};
    const auto here = model::Address::parse("127.0.0.1").value();
    net::ResolverSettings settings{.servers = {{here, sick.server.port()}, {here, well.port()}},
                                   .timeout = 100ms};
    sick.resolver = net::make_resolver(sick.loop.clock, std::move(settings));
    ASSERT_TRUE(sick.ask("q.example"));
    EXPECT_EQ(sick.ask("q.example")->addresses().size(), 1U);
    EXPECT_EQ(well.queries.size(), 2U);
    std::size_t askings = 0;
    for (const auto& query : sick.server.queries) askings += query.message.edns ? 1 : 0;
    EXPECT_EQ(askings, GetParam().is_remembered ? 1U : 2U);
}

INSTANTIATE_TEST_SUITE_P(Table, SickServer, testing::ValuesIn(sick_cases),
                         [](const auto& row) { return row.param.name; });

TEST(Resolver, nothing_at_all_is_no_record_if_every_server_says_so) {
    World first{[](const Query& q) { return std::vector{reply_to(q).bytes}; }};
    NameServer second{first.loop, [](const Query& q) { return std::vector{reply_to(q).bytes}; },
                      false};
    const auto here = model::Address::parse("127.0.0.1").value();
    net::ResolverSettings settings{.servers = {{here, first.server.port()}, {here, second.port()}}};
    first.resolver = net::make_resolver(first.loop.clock, std::move(settings));
    const auto answer = first.ask("q.example");
    ASSERT_TRUE(answer);
    EXPECT_TRUE(answer->exists);
    EXPECT_TRUE(answer->empty());
    EXPECT_EQ(first.server.queries.size(), 1U);
    EXPECT_EQ(second.queries.size(), 1U);
}

TEST(Resolver, a_server_without_edns_is_asked_without_it_from_then_on) {
    World world{
        [](const Query& q) { return std::vector{q.message.edns ? header_only(q, 1) : good(q)}; }};
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(world.ask("q.example"));
    ASSERT_EQ(world.server.queries.size(), 4U);
    EXPECT_TRUE(world.server.queries[0].message.edns);
    for (std::size_t i = 1; i < 4; ++i) EXPECT_FALSE(world.server.queries[i].message.edns);
}

}  // namespace
