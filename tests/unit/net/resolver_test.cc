// The resolver against a name server in the same process.
#include "resolver_world.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

using namespace mailwatchd;
using namespace mailwatchd::test;
using namespace std::chrono_literals;
using base::Errc;
using dns::Type;
using net::Awaitable;

namespace {

using World = ResolverWorld;

struct Case {
    const char* name;
    Server server;
    std::optional<Errc> failure;  ///< Nothing: one address.
    std::vector<std::string> outcomes;
    bool has_tcp = true;
};

const Case cases[] = {
    {"answer", [](const Query& q) { return std::vector{good(q)}; }, {}, {"noerror"}},
    {"d1_servfail",
     [](const Query& q) { return std::vector{reply_to(q, 0x8182).bytes}; },
     Errc::server_failure,
     {"servfail"}},
    {"d1_refused",
     [](const Query& q) { return std::vector{reply_to(q, 0x8185).bytes}; },
     Errc::server_failure,
     {"refused"}},
    {"servfail_once",
     [](const Query& q) { return std::vector{q.nth == 1 ? reply_to(q, 0x8182).bytes : good(q)}; },
     {},
     {"noerror"}},
    {"d1_silence",
     [](const Query&) { return std::vector<std::string>{}; },
     Errc::timed_out,
     {"timeout"}},
    {"first_datagram_lost",
     [](const Query& q) { return q.nth == 1 ? std::vector<std::string>{} : std::vector{good(q)}; },
     {},
     {"noerror"}},
    {"d5_truncated_then_tcp",
     [](const Query& q) {
         return std::vector{q.is_tcp ? good(q) : reply_to(q, WireMessage::response | 0x0200).bytes};
     },
     {},
     {"noerror"}},
    {"d5_truncated_without_tcp",
     [](const Query& q) { return std::vector{good(q, WireMessage::response | 0x0200)}; },
     Errc::refused,
     {"unreachable"},
     false},
    {"d5_truncated_in_tcp_too",
     [](const Query& q) { return std::vector{good(q, WireMessage::response | 0x0200)}; },
     Errc::server_failure,
     {"server_failure"}},
    {"d8_wrong_id_is_ignored",
     [](const Query& q) {
         auto forged = good(q);
         forged[0] = static_cast<char>(forged[0] ^ 1);
         return std::vector{forged, good(q)};
     },
     {},
     {"noerror"}},
    {"d8_other_question_is_ignored",
     [](const Query& q) {
         WireMessage forged{q.message.id};
         forged.question("evil.example", Type::a).answer("evil.example", Type::a, 300, v4);
         return std::vector{forged.bytes, good(q)};
     },
     {},
     {"noerror"}},
    {"broken_record",
     [](const Query& q) {
         return std::vector{reply_to(q).answer("q.example", Type::a, 300, "abc").bytes};
     },
     Errc::malformed,
     {"malformed"}},
    {"no_edns_there",
     [](const Query& q) {
         return std::vector{q.message.edns ? reply_to(q, 0x8181).bytes : good(q)};
     },
     {},
     {"noerror"}},
    {"no_edns_there_and_a_header_only",
     [](const Query& q) { return std::vector{q.message.edns ? header_only(q, 1) : good(q)}; },
     {},
     {"noerror"}},
    {"no_edns_there_says_notimp",
     [](const Query& q) { return std::vector{q.message.edns ? header_only(q, 4) : good(q)}; },
     {},
     {"noerror"}},
    {"no_edns_there_says_servfail",
     [](const Query& q) { return std::vector{q.message.edns ? header_only(q, 2) : good(q)}; },
     {},
     {"noerror"}},
    {"edns_is_left_without_any_answer",
     [](const Query& q) {
         return q.message.edns ? std::vector<std::string>{} : std::vector{good(q)};
     },
     {},
     {"noerror"}},
    {"no_edns_there_and_truncated",
     [](const Query& q) {
         if (q.message.edns) return std::vector{header_only(q, 1)};
         return std::vector{q.is_tcp ? good(q) : reply_to(q, WireMessage::response | 0x0200).bytes};
     },
     {},
     {"noerror"}},
    {"formerr_in_both_forms",
     [](const Query& q) { return std::vector{header_only(q, 1)}; },
     Errc::server_failure,
     {"server_failure"}},
    {"d1_servfail_of_twelve_bytes",
     [](const Query& q) { return std::vector{header_only(q, 2)}; },
     Errc::server_failure,
     {"servfail"}},
    {"d8_noerror_of_twelve_bytes_is_ignored",
     [](const Query& q) {
         return std::vector{header_only(q, 0), good(q)};
     },
     {},
     {"noerror"}},
};

class ResolverTable : public testing::TestWithParam<Case> {};

TEST_P(ResolverTable, answers_or_fails) {
    World world{GetParam().server, GetParam().has_tcp};
    const auto answer = world.ask("q.example", 2s);
    ASSERT_EQ(answer.has_error(), GetParam().failure.has_value())
        << (answer ? "" : answer.error().detail);
    if (answer) {
        EXPECT_EQ(answer->addresses().size(), 1U);
    } else {
        EXPECT_EQ(answer.error().code, *GetParam().failure) << answer.error().detail;
    }
    EXPECT_EQ(world.outcomes, GetParam().outcomes);
    EXPECT_LT(world.loop.elapsed(), 10s);
}

INSTANTIATE_TEST_SUITE_P(Table, ResolverTable, testing::ValuesIn(cases),
                         [](const auto& row) { return row.param.name; });

TEST(Resolver, asks_with_rd_ad_do) {
    World world{[](const Query& q) { return std::vector{good(q)}; }};
    world.ask("Q.example");
    const auto& wire = world.server.queries.at(0).wire;
    EXPECT_EQ(wire.substr(2, 2), std::string("\x01\x20", 2));
    EXPECT_EQ(wire.substr(wire.size() - 4, 2), std::string("\x80\0", 2));
}

TEST(Resolver, nxdomain_is_an_answer) {
    World world{[](const Query& q) {
        return std::vector{
            reply_to(q, 0x8183).authority("example", Type::soa, 900, rdata_soa(60)).bytes};
    }};
    const auto answer = world.ask("q.example");
    ASSERT_TRUE(answer);
    EXPECT_FALSE(answer->exists);
    EXPECT_EQ(answer->ttl, 60U);
}

TEST(Resolver, d8_a_reply_from_another_port_is_ignored) {
    World world{[](const Query& q) { return std::vector{reply_to(q, 0x8183).bytes, good(q)}; }};
    world.server.forges = true;
    const auto answer = world.ask("q.example");
    ASSERT_TRUE(answer);
    EXPECT_TRUE(answer->exists);
}

TEST(Resolver, d8_ids_and_ports_are_random) {
    World world{[](const Query& q) { return std::vector{good(q)}; }};
    for (int i = 0; i < 40; ++i) ASSERT_TRUE(world.ask("q.example"));
    std::set<std::uint16_t> ids;
    for (const auto& query : world.server.queries) ids.insert(query.message.id);
    EXPECT_GT(ids.size(), 35U);
    EXPECT_GT(world.server.client_ports.size(), 30U);
}

TEST(Resolver, ad_is_believed_over_loopback_only) {
    using TrustAd = net::ResolverSettings::TrustAd;
    World world{[](const Query& q) {
        return std::vector{
            good(q, WireMessage::response | WireMessage::authentic | WireMessage::authoritative)};
    }};
    EXPECT_TRUE(world.ask("q.example")->authenticated);
    world.use({.trust_ad = TrustAd::never});
    EXPECT_FALSE(world.ask("q.example")->authenticated);
    world.use({.trust_ad = TrustAd::always});
    EXPECT_TRUE(world.ask("q.example")->authenticated);
    net::AskOptions direct{.servers = {model::Address::parse("127.0.0.1").value()}};
    EXPECT_FALSE(world.ask("q.example", 5s, direct)->authenticated);
}

TEST(Resolver, asks_a_zones_own_servers_without_rd) {
    World world{
        [](const Query& q) { return std::vector{good(q, q.nth == 1 ? 0x8400U : 0x8000U)}; }};
    const net::AskOptions direct{.servers = {model::Address::parse("127.0.0.1").value()}};
    EXPECT_TRUE(world.ask("q.example", 5s, direct));
    EXPECT_EQ(static_cast<unsigned char>(world.server.queries.at(0).wire[2]) & 1U, 0U);
    const auto lame = world.ask("q.example", 5s, direct);  // D2: an answer from a cache.
    EXPECT_EQ(lame.error().code, Errc::server_failure);
}

TEST(Resolver, a1_never_asks_a_special_purpose_server_directly) {
    World world{[](const Query& q) { return std::vector{good(q, 0x8400U)}; }};
    const net::AskOptions inside{.servers = {model::Address::parse("127.0.0.2").value(),
                                             model::Address::parse("10.0.0.1").value(),
                                             model::Address::parse("::ffff:127.0.0.1").value()}};
    EXPECT_EQ(world.ask("q.example", 5s, inside).error().code, Errc::not_allowed);
    EXPECT_TRUE(world.server.queries.empty());
}

/// q.example → c1.example → …, one link per message; the last has the address.
Server one_link_a_message(int links) {
    return [links](const Query& q) {
        const auto& name = q.message.question->name;
        const int at = name == "q.example" ? 0 : std::stoi(name.substr(1));
        if (at == links) return std::vector{good(q)};
        const auto next = wire_name("c" + std::to_string(at + 1) + ".example");
        return std::vector{reply_to(q).answer(name, Type::cname, 60, next).bytes};
    };
}

TEST(Resolver, d6_follows_eleven_links_across_messages) {
    World world{one_link_a_message(11)};
    const auto answer = world.ask("q.example");
    ASSERT_TRUE(answer) << answer.error().detail;
    EXPECT_EQ(answer->question.name, "q.example");
    EXPECT_EQ(answer->canonical, "c11.example");
    EXPECT_EQ(answer->ttl, 60U);
    EXPECT_EQ(answer->addresses().size(), 1U);
}

TEST(Resolver, d6_refuses_twelve_links_and_loops) {
    World twelve{one_link_a_message(12)};
    EXPECT_EQ(twelve.ask("q.example").error().code, Errc::malformed);
    World loop{[](const Query& q) {
        const auto& name = q.message.question->name;
        const auto next = wire_name(name == "q.example" ? "r.example" : "q.example");
        return std::vector{reply_to(q).answer(name, Type::cname, 60, next).bytes};
    }};
    EXPECT_EQ(loop.ask("q.example").error().code, Errc::malformed);
    EXPECT_LE(loop.server.queries.size(), 3U);
}

TEST(Resolver, d1_the_deadline_ends_the_wait) {
    World world{[](const Query&) { return std::vector<std::string>{}; }};
    EXPECT_EQ(world.ask("q.example", 250ms).error().code, Errc::timed_out);
    EXPECT_GE(world.loop.elapsed(), 250ms);
    EXPECT_LT(world.loop.elapsed(), 8s);
    // The deadline was set a little before the question was asked.
    EXPECT_GT(world.took, 0ms) << "the hook knows how long it took";
    EXPECT_LE(world.took, world.loop.elapsed());
    EXPECT_EQ(world.ask("q.example", 0ms).error().code, Errc::timed_out);
}

TEST(Resolver, nobody_listens_there) {
    World world{[](const Query&) { return std::vector<std::string>{}; }};
    net::ResolverSettings settings{.servers = {{model::Address::parse("127.0.0.1").value(), 1}}};
    const auto resolver = net::make_resolver(world.loop.clock, std::move(settings));
    const auto answer =
        world.loop.run(resolver->ask({"q.example", Type::a}, {}, world.loop.clock.in(5s)));
    EXPECT_EQ(answer.error().code, Errc::refused);
    EXPECT_LT(world.loop.elapsed(), 8s);
}

TEST(Resolver, refuses_what_is_no_name) {
    World world{[](const Query& q) { return std::vector{good(q)}; }};
    EXPECT_EQ(world.ask("a..b").error().code, Errc::malformed);
    EXPECT_TRUE(world.server.queries.empty());
}

Awaitable<void> keep(net::Resolver& resolver, base::Deadline deadline,
                     std::vector<std::string>& into) {
    const dns::Question question{"q.example", Type::a};
    const net::AskOptions options;
    const auto answer = co_await resolver.ask(question, options, deadline);
    into.emplace_back(answer ? "answer" : base::name(answer.error().code));
}

TEST(Resolver, cancellation_abandons_the_question) {
    World world{[](const Query&) { return std::vector<std::string>{}; }};
    std::vector<std::string> results;
    const net::CancelHandle stop;
    net::spawn(world.loop.io.get_executor(),
               keep(*world.resolver, world.loop.clock.in(10s), results), stop);
    world.loop.run_until([&] { return !world.server.queries.empty(); });
    stop.cancel();
    world.loop.run_until([&] { return stop.has_ended(); });
    EXPECT_EQ(results, std::vector<std::string>{"cancelled"});
    EXPECT_LT(world.loop.elapsed(), 8s);
}

TEST(Resolver, y3_few_of_many_are_on_the_wire_and_a_third_is_cancelled) {
    World world{[](const Query& q) {
        return q.nth % 5 == 0 ? std::vector<std::string>{} : std::vector{good(q)};
    }};
    world.use({.in_flight_max = 16});
    std::vector<std::string> results;
    std::vector<net::CancelHandle> stops(300);
    for (const auto& stop : stops)
        net::spawn(world.loop.io.get_executor(),
                   keep(*world.resolver, world.loop.clock.in(10s), results), stop);
    world.loop.run_until([&] { return results.size() > 50; });
    for (std::size_t i = 0; i < stops.size(); i += 3) stops[i].cancel();
    world.loop.run_until([&] { return results.size() == stops.size(); });
    EXPECT_GE(std::ranges::count(results, "answer"), 200);
    EXPECT_GT(std::ranges::count(results, "cancelled"), 0);
}

}  // namespace
