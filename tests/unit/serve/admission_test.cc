// The hook decides about each request before any other processing.
#include "unit/serve/fixture.h"

namespace mailwatchd::serve {
namespace {

class Guarded : public Serving {
protected:
    void guard() {
        hooks.admit = [this](Caller caller) -> net::Awaitable<Admission> {
            network = caller.network;
            if (caller.authorization == "busy") co_return Admission::busy;
            co_return caller.authorization == "me" ? Admission::granted : Admission::refused;
        };
        start();
    }
    std::string network;
};

TEST_F(Guarded, whoever_has_not_shown_who_he_is_learns_nothing) {
    guard();
    for (const auto* const path : {"/metrics", "/-/healthy", "/nothing", "/throws", "*"}) {
        const auto answer = Client{port}.get(path);
        EXPECT_TRUE(answer.starts_with("HTTP/1.1 401 Unauthorized\r\n")) << path << answer;
        EXPECT_NE(
            answer.find("WWW-Authenticate: Basic realm=\"mailwatchd\", charset=\"UTF-8\"\r\n"),
            std::string::npos)
            << answer;
        EXPECT_EQ(body_of(answer), "401 Unauthorized\n");
    }
    EXPECT_EQ(network, std::string("\x7f\0\0\1", 4));
    EXPECT_EQ(count(401), 5U);
    EXPECT_EQ(count(500) + count(404), 0U);
}

TEST_F(Guarded, the_one_who_has_is_served) {
    guard();
    EXPECT_EQ(body_of(Client{port}.get("/metrics", "Authorization: me\r\n")), "up 1\n");
    const auto busy = Client{port}.get("/metrics", "Authorization: busy\r\n");
    EXPECT_TRUE(busy.starts_with("HTTP/1.1 503 ")) << busy;
    EXPECT_EQ(busy.find("WWW-Authenticate"), std::string::npos);
}

TEST_F(Guarded, each_request_is_asked) {
    guard();
    Client client{port};
    client.send("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_NE(client.receive("401 Unauthorized\n").find("HTTP/1.1 401"), std::string::npos);
    client.send("GET /metrics HTTP/1.1\r\nHost: x\r\nAuthorization: me\r\n\r\n");
    EXPECT_NE(client.receive("up 1\n").find("HTTP/1.1 200"), std::string::npos);
    client.send("HEAD /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    const auto last = client.receive();
    EXPECT_TRUE(last.starts_with("HTTP/1.1 401 ")) << last;
    EXPECT_EQ(body_of(last), "");
}

}  // namespace
}  // namespace mailwatchd::serve
