// Clients that try to block other clients' scrapes (failures M1, Y3).
#include "net/clock.h"
#include "serve/places.h"
#include "unit/serve/fixture.h"

#include <chrono>
#include <list>
#include <sys/resource.h>

namespace mailwatchd::serve {
namespace {

using namespace std::chrono_literals;
using Stopwatch = std::chrono::steady_clock;

auto since(Stopwatch::time_point start) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(Stopwatch::now() - start);
}

class Hostile : public Serving {
protected:
    /// Duration of the slowest of ten scrapes.
    std::chrono::milliseconds slowest_scrape() {
        std::chrono::milliseconds slowest{0};
        for (int i = 0; i < 10; ++i) {
            const auto start = Stopwatch::now();
            EXPECT_EQ(body_of(Client{port}.get("/metrics")), "up 1\n");
            slowest = std::max(slowest, since(start));
        }
        return slowest;
    }
};

TEST_F(Hostile, two_hundred_silent_clients) {
    start();
    std::list<Client> slow;
    for (int i = 0; i < 200; ++i) slow.emplace_back(port);
    EXPECT_LT(slowest_scrape(), Limits{}.header_patience / 2) << "it waits for nobody";
}

TEST_F(Hostile, two_hundred_clients_that_drip_their_header) {
    start();
    std::list<Client> slow;
    for (int i = 0; i < 200; ++i)
        slow.emplace_back(port).send("GET /metrics HTTP/1.1\r\nHost: x\r\nX-Drip: ");
    for (auto& client : slow) client.send("a");
    EXPECT_LT(slowest_scrape(), Limits{}.header_patience / 2) << "it waits for nobody";
}

TEST_F(Hostile, clients_that_never_read_make_room_once_they_stall) {
    Handler endless = [](Request) -> net::Awaitable<Response> {
        Response response;
        response.pieces = [](std::string& out) { return out.append(65536, 'x'), true; };
        co_return response;
    };
    Limits limits;
    limits.connections_max = 4;
    start(limits, {{"GET", "/endless", std::move(endless)}});
    std::list<Client> slow;
    for (int i = 0; i < 4; ++i)
        slow.emplace_back(port).send("GET /endless HTTP/1.1\r\nHost: x\r\n\r\n");
    const auto begin = Stopwatch::now();
    std::string answer;
    while (since(begin) < 5s) {
        answer = body_of(Client{port}.get("/metrics"));
        if (answer == "up 1\n") break;
        std::this_thread::sleep_for(50ms);
    }
    EXPECT_EQ(answer, "up 1\n");
    EXPECT_LE(since(begin), 3s) << "stalled after one second";
}

TEST_F(Hostile, a_handler_at_work_is_not_ended_for_a_newcomer) {
    Limits limits;
    limits.connections_max = 1;
    start(limits, {{"GET", "/waits", late(500ms, "done\n")}});
    Client first{port};
    first.send("GET /waits HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    std::this_thread::sleep_for(100ms);
    EXPECT_TRUE(Client{port}.receive().starts_with("HTTP/1.1 503 ")) << "no room";
    EXPECT_EQ(body_of(first.receive()), "done\n");
    EXPECT_EQ(count(503), 1U);
}

TEST_F(Hostile, a_header_has_its_time_in_all) {
    Limits limits;
    limits.header_patience = 300ms;
    start(limits);
    Client client{port};
    const auto begin = Stopwatch::now();
    std::thread drip{[&] {
        client.send("GET /metrics HTTP/1.1\r\nHost: x\r\nX-Drip: ");
        for (int i = 0; i < 40 && client.send("a"); ++i) std::this_thread::sleep_for(50ms);
    }};
    client.receive();
    EXPECT_GE(since(begin), 250ms);
    EXPECT_LE(since(begin), 1500ms);
    drip.join();
    EXPECT_EQ(count(200), 0U);
}

TEST_F(Hostile, an_idle_connection_ends) {
    Limits limits;
    limits.idle_patience = 200ms;
    start(limits);
    Client client{port};
    client.send("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
    const auto begin = Stopwatch::now();
    EXPECT_NE(client.receive().find("up 1\n"), std::string::npos);
    EXPECT_LE(since(begin), 2s);
}

TEST_F(Hostile, a_header_has_its_length) {
    start();
    Client client{port};
    client.send("GET /metrics HTTP/1.1\r\nHost: x\r\nX-Long: " + std::string(9000, 'a') +
                "\r\n\r\n");
    EXPECT_TRUE(client.receive().starts_with("HTTP/1.1 431 "));
    EXPECT_EQ(count(431), 1U);
    Client endless{port};
    endless.send("GET /" + std::string(20000, 'a'));
    EXPECT_TRUE(endless.receive().starts_with("HTTP/1.1 431 "));
}

TEST_F(Hostile, a_client_that_goes_away_in_the_middle) {
    start();
    for (int i = 0; i < 50; ++i) Client{port}.send("GET /long HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_LE(slowest_scrape(), 1s);
}

/// Without free descriptors every new client gets a 503 immediately, through the reserve
/// descriptor, and normal service resumes when descriptors are free again (failure Y3).
TEST_F(Hostile, sends_away_at_once_without_descriptors) {
    start();
    constexpr int size = 60;
    rlimit before{};
    ::getrlimit(RLIMIT_NOFILE, &before);
    const int next = ::dup(0);
    ::close(next);
    const rlimit few{static_cast<rlim_t>(next) + 1, before.rlim_max};
    int refused = 0;
    const auto begin = Stopwatch::now();
    for (int i = 0; i < size; ++i) {
        ::setrlimit(RLIMIT_NOFILE, &few);
        Client takes_the_last{port};  // Uses the last descriptor.
        refused += takes_the_last.receive().starts_with("HTTP/1.1 503 ") ? 1 : 0;
        ::setrlimit(RLIMIT_NOFILE, &before);
    }
    EXPECT_EQ(refused, size);
    EXPECT_LE(since(begin), 3s);
    EXPECT_EQ(accept_failures, 1U) << "logged once";
    EXPECT_LE(slowest_scrape(), 1s);
    EXPECT_EQ(count(503), static_cast<unsigned>(size));
}

/// The descriptor of an idle client is used for a new one: no 503.
TEST_F(Hostile, idle_clients_give_their_descriptors) {
    start();
    Client idle{port};
    idle.send("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_NE(idle.receive("up 1\n").find("200 OK"), std::string::npos);
    std::this_thread::sleep_for(100ms);  // Until the client is idle.
    rlimit before{};
    ::getrlimit(RLIMIT_NOFILE, &before);
    const int next = ::dup(0);
    ::close(next);
    const rlimit few{static_cast<rlim_t>(next) + 1, before.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &few);
    Client takes_the_last{port};
    const auto answer = takes_the_last.get("/metrics");
    ::setrlimit(RLIMIT_NOFILE, &before);
    EXPECT_EQ(body_of(answer), "up 1\n") << answer;
    EXPECT_EQ(count(503), 0U);
}

TEST_F(Hostile, stop_ends_what_is_open) {
    start();
    std::list<Client> open;
    for (int i = 0; i < 10; ++i)
        open.emplace_back(port).send("GET /long HTTP/1.1\r\nHost: x\r\n\r\n");
    // TearDown stops the server and waits for `run` to return.
}

/// An answer that never ends and has nothing to say, like that to "events --follow".
Handler quiet_flow() {
    return [](Request) -> net::Awaitable<Response> {
        Response response;
        response.body = "begins\n";
        response.flow = []() -> net::Awaitable<std::optional<std::string>> {
            net::SystemClock clock;
            co_await clock.sleep_until(clock.ticks() + 50ms);
            co_return std::string{};
        };
        co_return response;
    };
}

TEST_F(Hostile, m1_followers_leave_room_for_others_and_come_back_when_one_ends) {
    start({}, {{"GET", "/flow", quiet_flow()}});
    const auto most = Limits{}.flows_of_peer_max;
    std::list<Client> followers;
    for (std::size_t i = 0; i < most; ++i) {
        followers.emplace_back(port).send("GET /flow HTTP/1.1\r\nHost: x\r\n\r\n");
        EXPECT_NE(followers.back().receive("begins\n").find("200 OK"), std::string::npos) << i;
    }
    for (int i = 0; i < 3; ++i) {
        const auto answer = Client{port}.get("/flow");
        EXPECT_TRUE(answer.starts_with("HTTP/1.1 503 ")) << answer;
        EXPECT_NE(body_of(answer).find("end one of them"), std::string::npos) << answer;
    }
    EXPECT_LT(slowest_scrape(), Limits{}.header_patience / 2) << "it waits for nobody";
    followers.pop_front();
    std::string again;
    Client last{port};
    for (int i = 0; i < 100 && again.find("200 OK") == std::string::npos; ++i) {
        std::this_thread::sleep_for(20ms);
        Client next{port};
        next.send("GET /flow HTTP/1.1\r\nHost: x\r\n\r\n");
        again = next.receive("\n");
    }
    EXPECT_NE(again.find("200 OK"), std::string::npos) << again;
}

TEST_F(Hostile, m1_flows_of_all_peers_have_a_limit) {
    Limits limits;
    limits.flows_max = 2;
    start(limits, {{"GET", "/flow", quiet_flow()}});
    std::list<Client> followers;
    for (int i = 0; i < 2; ++i) {
        followers.emplace_back(port).send("GET /flow HTTP/1.1\r\nHost: x\r\n\r\n");
        followers.back().receive("begins\n");
    }
    EXPECT_TRUE(Client{port}.get("/flow").starts_with("HTTP/1.1 503 "));
    EXPECT_EQ(body_of(Client{port}.get("/metrics")), "up 1\n");
}

/// What one peer may hold of the connections; the next one of the same peer is turned away or takes
/// the place of an idle one.
TEST_F(Hostile, m1_one_peer_does_not_take_all_connections) {
    Limits limits;
    limits.connections_of_peer_max = 3;
    start(limits, {{"GET", "/waits", late(2s, "")}});
    std::list<Client> busy;
    for (int i = 0; i < 2; ++i)
        busy.emplace_back(port).send("GET /waits HTTP/1.1\r\nHost: x\r\n\r\n");
    Client idle{port};
    std::this_thread::sleep_for(100ms);
    Client third{port};
    third.send("GET /waits HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(idle.receive(), "") << "ended to make room";
    std::this_thread::sleep_for(100ms);
    EXPECT_TRUE(Client{port}.receive().starts_with("HTTP/1.1 503 "));
}

TEST(PlacesOfPeers, are_given_back_even_after_their_owner) {
    std::shared_ptr<const void> kept;
    {
        Places places{3, 2};
        auto first = places.take("a");
        kept = places.take("a");
        EXPECT_TRUE(first && kept);
        EXPECT_FALSE(places.take("a"));
        const auto other = places.take("b");
        EXPECT_TRUE(other);
        EXPECT_FALSE(places.take("c")) << "all are taken";
        first.reset();
        EXPECT_TRUE(places.take("c"));
        EXPECT_TRUE(places.take("a"));
    }
}

}  // namespace
}  // namespace mailwatchd::serve
