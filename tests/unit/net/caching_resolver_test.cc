#include "net/resolver.h"
#include "net/spawn.h"
#include "support/scripted_network.h"
#include "support/simulated_clock.h"

#include <gtest/gtest.h>

using namespace mailwatchd;
using namespace std::chrono_literals;
using base::Errc;
using dns::Type;
using net::Awaitable;

namespace {

struct World {
    test::SimulatedClock clock;
    test::ScriptedNetwork network{clock};
    std::unique_ptr<net::Resolver> cache;

    explicit World(net::DnsCacheSettings settings = {})
        : cache{net::make_caching_resolver(clock, network, settings)} {
        network.txt("a.example", {"one"});
    }
    base::Result<dns::Answer> ask(std::string name, net::AskOptions options = {}) {
        return clock.run(
            cache->ask({std::move(name), Type::txt}, std::move(options), clock.in(10s)));
    }
    int queries(const std::string& name) { return network.queries[{name, Type::txt}]; }
};

TEST(CachingResolver, remembers_for_a_minute_at_most) {
    World world;  // The scripted TTL is 300 s.
    for (int i = 0; i < 4; ++i, world.clock.advance(29s))
        EXPECT_EQ(world.ask("a.example")->texts().front(), "one");
    EXPECT_EQ(world.queries("a.example"), 2);  // At 0 and 87 s.
}

TEST(CachingResolver, remembers_no_longer_than_the_ttl) {
    World world;
    world.network.answers[{"a.example", Type::txt}].ttl = 5;
    world.ask("a.example");
    world.clock.advance(4s);
    world.ask("a.example");
    EXPECT_EQ(world.queries("a.example"), 1);
    world.clock.advance(1s);
    world.ask("a.example");
    EXPECT_EQ(world.queries("a.example"), 2);
}

TEST(CachingResolver, case_of_the_name_does_not_matter) {
    World world;
    world.ask("a.example");
    EXPECT_TRUE(world.ask("A.Example"));
    EXPECT_EQ(world.network.queries.size(), 1U);
}

TEST(CachingResolver, remembers_that_a_name_is_missing) {
    World world;
    EXPECT_FALSE(world.ask("none.example")->exists);
    EXPECT_FALSE(world.ask("none.example")->exists);
    EXPECT_EQ(world.queries("none.example"), 1);
}

TEST(CachingResolver, d1_failures_are_not_remembered) {
    World world;
    world.network.fails("b.example", Type::txt, Errc::server_failure);
    EXPECT_FALSE(world.ask("b.example"));
    world.network.txt("b.example", {"back"});
    EXPECT_TRUE(world.ask("b.example"));
}

TEST(CachingResolver, d2_not_before_passes_older_answers_by) {
    World world;
    world.ask("a.example");
    world.clock.advance(10s);
    world.network.txt("a.example", {"two"});
    EXPECT_EQ(world.ask("a.example")->texts().front(), "one");
    const auto since = world.clock.ticks();
    EXPECT_EQ(world.ask("a.example", {.not_before = since})->texts().front(), "two");
    EXPECT_EQ(world.ask("a.example", {.not_before = since})->texts().front(), "two");
    EXPECT_EQ(world.queries("a.example"), 2);
}

TEST(CachingResolver, servers_asked_directly_stand_apart) {
    World world;
    world.ask("a.example");
    const net::AskOptions direct{.servers = {model::Address::parse("192.0.2.53").value()}};
    world.ask("a.example", direct);
    EXPECT_EQ(world.queries("a.example"), 2);
}

TEST(CachingResolver, is_bounded) {
    World world{{.entries_max = 10}};
    for (int i = 0; i < 1000; ++i) world.ask("n" + std::to_string(i) + ".example");
    world.ask("a.example");
    world.ask("a.example");
    EXPECT_EQ(world.queries("a.example"), 1);
}

TEST(CachingResolver, asked_together_is_asked_once) {
    World world;
    world.network.answers[{"a.example", Type::txt}].delay = 3s;
    int answers = 0;
    const auto ask = [](World& in, int& count) -> Awaitable<void> {
        const dns::Question question{"a.example", Type::txt};
        const net::AskOptions options;
        const auto answer = co_await in.cache->ask(question, options, in.clock.in(10s));
        if (answer) ++count;
    };
    std::vector<net::CancelHandle> stops(30);
    for (const auto& stop : stops) world.clock.start(ask(world, answers), stop);
    for (std::size_t i = 0; i < stops.size(); i += 3) stops[i].cancel();
    world.clock.advance(5s);
    EXPECT_EQ(answers, 20);
    EXPECT_EQ(world.queries("a.example"), 1);
}

}  // namespace
