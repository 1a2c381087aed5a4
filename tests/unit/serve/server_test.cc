#include "serve/server.h"

#include "unit/serve/fixture.h"
#include "unit/serve/gunzip.h"

#include <chrono>

namespace mailwatchd::serve {
namespace {

TEST_F(Serving, answers_a_scrape) {
    start();
    const auto answer = Client{port}.get("/metrics");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
    EXPECT_NE(answer.find("Content-Length: 5\r\n"), std::string::npos) << answer;
    EXPECT_NE(answer.find("X-Content-Type-Options: nosniff\r\n"), std::string::npos) << answer;
    EXPECT_EQ(body_of(answer), "up 1\n");
    EXPECT_EQ(count(200), 1U);
}

struct Refusal {
    const char* name;
    std::string_view request;  ///< Without the final empty line.
    std::string_view body;
    unsigned status;
};

const Refusal refusals[] = {
    {"below", "GET /metrics/x HTTP/1.1\r\nHost: x\r\nConnection: close", "", 404},
    {"post", "POST /metrics HTTP/1.1\r\nHost: x\r\nConnection: close", "", 405},
    {"body", "GET /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 3", "abc", 413},
    {"chunked", "GET /metrics HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked", "3\r\nabc\r\n",
     413},
    {"not_http", "EHLO example.org", "", 400},
    {"handler_throws", "GET /throws HTTP/1.1\r\nHost: x\r\nConnection: close", "", 500},
};

class Refusing : public Serving, public testing::WithParamInterface<Refusal> {};

TEST_P(Refusing, says_why_and_ends) {
    start();
    Client client{port};
    client.send(std::string{GetParam().request} + "\r\n\r\n" + std::string{GetParam().body});
    const auto answer = client.receive();
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 " + std::to_string(GetParam().status))) << answer;
    EXPECT_EQ(answer.find("HTTP/1.1", 8), std::string::npos) << "one answer only: " << answer;
    EXPECT_EQ(count(GetParam().status), 1U);
    EXPECT_NE(Client{port}.get("/metrics").find("up 1"), std::string::npos) << "the next is served";
}

INSTANTIATE_TEST_SUITE_P(Table, Refusing, testing::ValuesIn(refusals),
                         [](const auto& row) { return row.param.name; });

TEST_F(Serving, says_what_is_allowed) {
    start();
    Client client{port};
    client.send("DELETE /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_NE(client.receive().find("Allow: GET, HEAD\r\n"), std::string::npos);
}

TEST_F(Serving, keeps_the_connection_and_takes_pipelined_requests) {
    start();
    Client client{port};
    client.send("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\nGET /none HTTP/1.1\r\nHost: x\r\n\r\n");
    const auto two = client.receive("404 Not Found\n");
    EXPECT_NE(two.find("up 1\n"), std::string::npos) << two;
    EXPECT_NE(client.get("/metrics").find("up 1\n"), std::string::npos);
}

TEST_F(Serving, head_has_no_body) {
    start();
    for (const std::string path : {"/metrics", "/long", "/whole"}) {
        Client client{port};
        client.send("HEAD " + path +
                    " HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n");
        const auto answer = client.receive();
        EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
        EXPECT_EQ(body_of(answer), "") << path;
    }
}

std::string long_page() {
    std::string page = "# first\n";
    for (auto more = lines(20'000); more(page);) {
    }
    return page;
}

TEST_F(Serving, sends_pieces_in_chunks) {
    start();
    const auto answer = Client{port}.get("/long");
    EXPECT_NE(head_of(answer).find("Transfer-Encoding: chunked"), std::string::npos);
    EXPECT_EQ(head_of(answer).find("Content-Encoding"), std::string::npos);
    EXPECT_EQ(unchunked(body_of(answer)), long_page());
}

TEST_F(Serving, packs_for_who_takes_it) {
    start();
    const auto answer = Client{port}.get("/long", "Accept-Encoding: gzip\r\n");
    EXPECT_NE(head_of(answer).find("Content-Encoding: gzip"), std::string::npos);
    EXPECT_NE(head_of(answer).find("Vary: Accept-Encoding"), std::string::npos);
    EXPECT_LT(answer.size(), long_page().size() / 4);
    EXPECT_EQ(gunzip(unchunked(body_of(answer))), long_page());

    const auto whole = Client{port}.get("/whole", "Accept-Encoding: gzip\r\n");
    EXPECT_EQ(gunzip(unchunked(body_of(whole))), std::string(300'000, 'x'));

    const auto small = Client{port}.get("/metrics", "Accept-Encoding: gzip\r\n");
    EXPECT_EQ(body_of(small), "up 1\n") << "not worth it";
}

TEST_F(Serving, sends_a_large_body_whole) {
    start();
    const auto answer = Client{port}.get("/whole");
    EXPECT_NE(head_of(answer).find("Content-Length: 300000"), std::string::npos);
    EXPECT_EQ(body_of(answer), std::string(300'000, 'x'));
}

TEST_F(Serving, an_old_client_gets_the_body_bare) {
    start();
    Client client{port};
    client.send("GET /long HTTP/1.0\r\n\r\n");
    const auto answer = client.receive();
    EXPECT_TRUE(answer.starts_with("HTTP/1.0 200 OK\r\n")) << head_of(answer);
    EXPECT_EQ(head_of(answer).find("chunked"), std::string::npos);
    EXPECT_EQ(body_of(answer), long_page());
}

TEST_F(Serving, the_handler_sees_the_request) {
    Handler echo = [](Request request) -> net::Awaitable<Response> {
        Response response;
        response.body =
            request.method + '|' + request.path + '|' + request.query + '|' + request.accept;
        co_return response;
    };
    start({}, {{"GET", "/echo", std::move(echo)}});
    EXPECT_EQ(body_of(Client{port}.get("/echo?a=b?c", "Accept: text/html\r\n")),
              "GET|/echo|a=b?c|text/html");
}

TEST_F(Serving, listens_on_ipv6_as_well) {
    start();
    std::promise<std::uint16_t> second;
    boost::asio::post(io, [&] {
        const auto at = config::parse_socket_address("[::1]:0", 0);
        second.set_value(server->listen(*at) ? server->addresses().back().port : std::uint16_t{0});
    });
    const auto v6 = second.get_future().get();
    ASSERT_NE(v6, 0);
    EXPECT_NE(server->addresses().back().text(), server->addresses().front().text());
}

TEST(Listening, serves_every_address) {
    boost::asio::io_context io{1};
    std::vector<Route> routes{{"GET", "/metrics", fixed("six\n")}};
    Hooks hooks;
    hooks.spawn = [&](net::Awaitable<void> work) {
        net::spawn(io.get_executor(), std::move(work));
    };
    Server server{io.get_executor(), std::move(routes), {}, std::move(hooks)};
    ASSERT_TRUE(server.listen(*config::parse_socket_address("127.0.0.1:0", 0)));
    const auto v6 = server.listen(*config::parse_socket_address("[::1]:0", 0));
    if (!v6) GTEST_SKIP() << v6.error().detail;
    const auto ports = server.addresses();
    net::spawn(io.get_executor(), server.run());
    std::thread loop{[&] { io.run(); }};
    EXPECT_EQ(body_of(Client{ports[0].port}.get("/metrics")), "six\n");
    EXPECT_EQ(body_of(Client{ports[1].port, true}.get("/metrics")), "six\n");
    boost::asio::post(io, [&] { server.stop(); });
    loop.join();
}

TEST(Listening, ends_when_it_is_cancelled) {
    boost::asio::io_context io{1};
    Hooks hooks;
    hooks.spawn = [&](net::Awaitable<void> work) {
        net::spawn(io.get_executor(), std::move(work));
    };
    Server server{io.get_executor(), {}, {}, std::move(hooks)};
    ASSERT_TRUE(server.listen(*config::parse_socket_address("127.0.0.1:0", 0)));
    const net::CancelHandle hand;
    net::spawn(io.get_executor(), server.run(), hand);
    io.poll();
    const Client silent{server.addresses().front().port};
    io.poll();
    EXPECT_FALSE(hand.has_ended());
    hand.cancel();
    io.run();
    EXPECT_TRUE(hand.has_ended());
}

TEST(Listening, a_server_that_was_stopped_does_not_run) {
    boost::asio::io_context io{1};
    Server server{io.get_executor(), {}, {}, {}};
    server.stop();
    const net::CancelHandle hand;
    net::spawn(io.get_executor(), server.run(), hand);
    io.run();
    EXPECT_TRUE(hand.has_ended());
}

TEST(Listening, names_the_address_that_is_taken) {
    boost::asio::io_context io{1};
    Server first{io.get_executor(), {}, {}, {}};
    ASSERT_TRUE(first.listen(*config::parse_socket_address("127.0.0.1:0", 0)));
    Server second{io.get_executor(), {}, {}, {}};
    const auto taken = second.listen(first.addresses().front());
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().detail,
              "listen on " + first.addresses().front().text() + ": Address already in use");
    EXPECT_TRUE(second.addresses().empty());
}

}  // namespace
}  // namespace mailwatchd::serve
