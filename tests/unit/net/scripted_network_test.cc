// Scenario tests rely on this, so it must be correct itself.
#include "support/scripted_network.h"

#include "net/spawn.h"
#include "support/simulated_clock.h"

#include <gtest/gtest.h>

using namespace mailwatchd;
using namespace std::chrono_literals;
using base::Errc;
using dns::Type;
using net::Awaitable;
using test::ScriptedEndpoint;
using test::SimulatedClock;

namespace {

struct World {
    SimulatedClock clock;
    test::ScriptedNetwork network{clock};

    base::Result<dns::Answer> ask(std::string name, Type type, base::Duration patience = 10s) {
        return clock.run(network.ask({std::move(name), type}, {}, clock.in(patience)));
    }
};

TEST(ScriptedDns, answers_from_its_maps) {
    World world;
    world.network.mx("example.org", {{20, "mx2.example.org"}, {10, "mx1.example.org"}});
    world.network.address("mx1.example.org", {"192.0.2.25", "2001:db8::25"});
    world.network.cname("www.example.org", "mx1.example.org");
    world.network.fails("broken.example", Type::txt, Errc::server_failure);
    world.network.ptr("192.0.2.25", {"mx1.example.org"});
    EXPECT_EQ(world.ask("example.org", Type::mx)->mail_exchangers().front().host,
              "mx1.example.org");
    EXPECT_EQ(world.ask("mx1.example.org", Type::aaaa)->addresses().front().text(), "2001:db8::25");
    EXPECT_EQ(world.ask("25.2.0.192.in-addr.arpa", Type::ptr)->names().front(), "mx1.example.org");
    const auto alias = world.ask("www.example.org", Type::a);
    EXPECT_EQ(alias->addresses().size(), 1U);
    EXPECT_TRUE(alias->is_alias());
    EXPECT_EQ(world.ask("broken.example", Type::txt).error().code, Errc::server_failure);
    EXPECT_TRUE(world.ask("example.org", Type::txt)->exists);
    EXPECT_TRUE(world.ask("example.org", Type::txt)->empty());
    EXPECT_FALSE(world.ask("nowhere.example", Type::a)->exists);
    EXPECT_EQ((world.network.queries[{"example.org", Type::txt}]), 2);
}

TEST(ScriptedDns, takes_its_time) {
    World world;
    world.network.txt("slow.example", {"x"});
    world.network.answers[{"slow.example", Type::txt}].delay = 8s;
    const auto start = world.clock.ticks();
    EXPECT_EQ(world.ask("slow.example", Type::txt, 5s).error().code, Errc::timed_out);
    EXPECT_EQ(world.clock.ticks() - start, 5s);
    EXPECT_TRUE(world.ask("slow.example", Type::txt, 9s));
    EXPECT_EQ(world.clock.ticks() - start, 13s);
}

const auto mx = model::Address::parse("192.0.2.25").value();

/// Sends `lines`, reads the answers, and returns the transcript.
Awaitable<std::string> talk(World& world, std::vector<std::string> lines, base::Duration patience) {
    const auto deadline = world.clock.in(patience);
    auto stream = co_await world.network.connect(mx, 25, deadline);
    if (!stream) co_return std::string{base::name(stream.error().code)};
    std::string transcript;
    std::array<char, 16> chunk{};
    for (std::size_t next = 0;;) {
        const auto size = co_await (*stream)->read_some(chunk, deadline);
        if (!size) co_return transcript + '<' + std::string{base::name(size.error().code)} + '>';
        if (*size == 0) co_return transcript + "<end>";
        transcript.append(chunk.data(), *size);
        if (!transcript.ends_with('\n') || next == lines.size()) continue;
        if (lines[next] == "TLS") {
            std::string host = "mx1.example.org";
            const auto facts = co_await (*stream)->start_tls(host, deadline);
            if (!facts)
                co_return transcript + '<' + std::string{base::name(facts.error().code)} + '>';
            transcript += "<" + facts->version + ">\n";
            ++next;
        }
        const auto sent = co_await (*stream)->write(lines[next++] + "\r\n", deadline);
        if (!sent) co_return transcript + "<write>";
    }
}

TEST(ScriptedServer, speaks_its_table) {
    World world;
    const test::Dialogue dialogue{
        .greeting = "220 mx1.example.org ESMTP\r\n",
        .rows = {{"EHLO", "250-hello\r\n250 STARTTLS\r\n"},
                 {"STARTTLS", "220 go\r\n"},
                 {"QUIT", "221 bye\r\n"}},
        .rows_in_tls = {{"EHLO", "250 secure\r\n"}, {"QUIT", "221 bye\r\n"}},
        .greeting_delay = 3s,
    };
    world.network.endpoint("192.0.2.25", 25) =
        dialogue.endpoint(test::good_tls("mx1.example.org", SimulatedClock::epoch + 24h * 60));
    const auto start = world.clock.ticks();
    EXPECT_EQ(
        world.clock.run(
            talk(world, {"ehlo me", "NOOP", "STARTTLS", "TLS", "EHLO me", "QUIT"}, 30s)),
        "220 mx1.example.org ESMTP\r\n250-hello\r\n250 STARTTLS\r\n500 5.5.1 what?\r\n220 go\r\n"
        "<TLSv1.3>\n250 secure\r\n221 bye\r\n<end>");
    EXPECT_EQ(world.clock.ticks() - start, 3s);
    EXPECT_EQ((world.network.connects[{mx, 25}]), 1);
    EXPECT_EQ((world.network.heard[{mx, 25}].front()), "ehlo me");
    EXPECT_EQ(world.network.open_connections, 0);
    EXPECT_EQ(world.network.open_connections_most, 1);
}

struct Case {
    const char* name;
    ScriptedEndpoint endpoint;
    std::string transcript;
    base::Duration after;
};

ScriptedEndpoint says(test::Say say) {
    ScriptedEndpoint endpoint;
    endpoint.accept = [say] { return [say](std::string_view, bool) { return say; }; };
    return endpoint;
}

const Case cases[] = {
    {"refused", ScriptedEndpoint::refused(), "refused", 0s},
    {"silent_times_out_at_the_deadline", ScriptedEndpoint::silent(), "timed_out", 30s},
    {"unreachable", ScriptedEndpoint::unreachable(), "unreachable", 0s},
    {"accepts_and_says_nothing", says({}), "<timed_out>", 30s},
    {"p10_accepts_and_closes", says({.close = true}), "<end>", 0s},
    {"resets", says({.bytes = "220", .after = 2s, .reset = true}), "220<reset>", 2s},
    {"p3_tarpit", says({.bytes = "220 hi\r\n", .after = 40s}), "<timed_out>", 30s},
};

class ScriptedPort : public testing::TestWithParam<Case> {};

TEST_P(ScriptedPort, behaves) {
    World world;
    world.network.endpoint("192.0.2.25", 25) = GetParam().endpoint;
    const auto start = world.clock.ticks();
    EXPECT_EQ(world.clock.run(talk(world, {}, 30s)), GetParam().transcript);
    EXPECT_EQ(world.clock.ticks() - start, GetParam().after);
    EXPECT_EQ(world.clock.sleepers(), 0U);
}

INSTANTIATE_TEST_SUITE_P(Table, ScriptedPort, testing::ValuesIn(cases),
                         [](const auto& row) { return row.param.name; });

TEST(ScriptedNetwork, cancellation_ends_every_wait) {
    World world;
    world.network.endpoint("192.0.2.25", 25) = says({});
    std::string transcript;
    const auto keep = [](World& in, std::string& into) -> Awaitable<void> {
        const std::vector<std::string> nothing;
        into = co_await talk(in, nothing, 30s);
    };
    const net::CancelHandle stop;
    world.clock.start(keep(world, transcript), stop);
    EXPECT_EQ(world.network.open_connections, 1);
    stop.cancel();
    world.clock.settle();
    EXPECT_EQ(transcript, "<cancelled>");
    EXPECT_EQ(world.network.open_connections, 0);
    EXPECT_EQ(world.clock.sleepers(), 0U);
}

}  // namespace
