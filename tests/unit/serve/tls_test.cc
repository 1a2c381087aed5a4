// HTTPS: same behaviour as HTTP, and clients that fail in the handshake.
#include "net/clock.h"
#include "unit/net/pem_folder.h"
#include "unit/serve/fixture.h"
#include "unit/serve/gunzip.h"
#include "unit/serve/tls_client.h"

#include <algorithm>
#include <list>

namespace mailwatchd::serve {
namespace {

using namespace std::chrono_literals;
using ClientAuth = config::TlsServerSettings::ClientAuth;
using Stopwatch = std::chrono::steady_clock;
using test::Identity;
using test::make_identity;

const Identity& server_identity() {
    static const Identity made = make_identity({.names = "IP:127.0.0.1"});
    return made;
}

class Silent : public base::Log {
    void put(base::Severity, std::string_view) override {}
};

class Tls : public Serving {
protected:
    void serve(config::TlsServerSettings settings, Limits limits = {},
               std::vector<Route> more = {}) {
        config::Problems problems;
        tls = net::ServerTls::load(settings, problems);
        ASSERT_NE(tls, nullptr) << problems.front().text();
        hooks.tls = [this] { return tls->context(now += 1h, log); };
        start(limits, std::move(more));
    }
    void serve(Limits limits = {}, std::vector<Route> more = {}) {
        folder.write_identity(server_identity());
        serve(folder.settings(), limits, std::move(more));
    }

    test::PemFolder folder;
    std::unique_ptr<net::ServerTls> tls;
    base::Ticks now;
    Silent log;
};

TEST_F(Tls, answers_a_scrape_and_says_that_it_is_whole) {
    serve();
    EXPECT_EQ(body_of(TlsClient{port}.get("/metrics")), "up 1\n");
    const auto length = body_of(TlsClient{port}.get("/whole"));
    EXPECT_EQ(length.size(), 300'000U);
    EXPECT_EQ(unchunked(body_of(TlsClient{port}.get("/long"))).substr(0, 8), "# first\n");
    const auto packed = body_of(TlsClient{port}.get("/long", "Accept-Encoding: gzip\r\n"));
    EXPECT_NE(gunzip(unchunked(packed)).find("t19999.example"), std::string::npos);
    TlsClient old{port};
    old.send("GET /long HTTP/1.0\r\n\r\n");
    EXPECT_TRUE(old.receive().ends_with("1\n")) << "nothing but the connection's end says so";
    EXPECT_EQ(count(200), 5U);
    EXPECT_EQ(count(0), 0U);
}

TEST_F(Tls, keeps_the_connection) {
    serve();
    TlsClient client{port};
    for (int i = 0; i < 3; ++i) {
        client.send("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
        EXPECT_NE(client.receive("up 1\n").find("200 OK"), std::string::npos);
    }
}

TEST_F(Tls, what_breaks_off_is_not_ended) {
    Handler breaks = [](Request) -> net::Awaitable<Response> {
        Response response;
        response.body = "begin";
        response.pieces = [](std::string&) -> bool { throw std::runtime_error{"no more"}; };
        co_return response;
    };
    serve({}, {{"GET", "/breaks", std::move(breaks)}});
    EXPECT_TRUE(TlsClient{port}.get("/breaks").ends_with("[broken]"));
    TlsClient old{port};
    old.send("GET /breaks HTTP/1.0\r\n\r\n");
    EXPECT_TRUE(old.receive().ends_with("begin[broken]"));
}

TEST_F(Tls, plain_http_is_told_so) {
    serve();
    const auto answer = Client{port}.get("/metrics");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 400 Bad Request\r\n")) << answer;
    EXPECT_EQ(body_of(answer), "This is an HTTPS server, and the request was plain HTTP.\n");
    EXPECT_EQ(count(400), 1U);
    EXPECT_EQ(body_of(TlsClient{port}.get("/metrics")), "up 1\n") << "the next is served";
}

TEST_F(Tls, garbage_ends) {
    serve();
    for (const std::string garbage : {"SSH-2.0-OpenSSH_9.2\r\n", "\x16\x03\x01\x02\x00\x01\x00"}) {
        Client client{port};
        client.send(garbage + std::string(600, '\0'));
        EXPECT_EQ(client.receive().find("HTTP"), std::string::npos);
    }
    EXPECT_TRUE(comes_to(0, 2));
}

TEST_F(Tls, a_handshake_has_its_time_in_all) {
    Limits limits;
    limits.header_patience = 300ms;
    serve(limits);
    for (const std::string_view begin : {"", "\x16\x03\x01\x02"}) {
        Client client{port};
        client.send(begin);
        const auto start = Stopwatch::now();
        client.receive();
        EXPECT_GE(Stopwatch::now() - start, 250ms);
        EXPECT_LE(Stopwatch::now() - start, 1500ms);
    }
    EXPECT_TRUE(comes_to(0, 2));
}

TEST_F(Tls, m1_who_does_not_shake_hands_makes_room) {
    serve();
    std::list<Client> silent;
    for (int i = 0; i < 200; ++i) silent.emplace_back(port).send("\x16\x03\x01");
    for (int i = 0; i < 10; ++i) {
        const auto start = Stopwatch::now();
        EXPECT_EQ(body_of(TlsClient{port}.get("/metrics")), "up 1\n");
        EXPECT_LE(Stopwatch::now() - start, 2s) << "less than the patience with the silent ones";
    }
}

TEST_F(Tls, who_is_turned_away_gets_no_word_in_the_clear) {
    Limits limits;
    limits.connections_max = 1;
    serve(limits, {{"GET", "/waits", late(500ms, "")}});
    TlsClient first{port};
    first.send("GET /waits HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    std::this_thread::sleep_for(100ms);
    EXPECT_EQ(Client{port}.receive(), "");
    EXPECT_TRUE(first.receive().starts_with("HTTP/1.1 200 "));
    EXPECT_EQ(count(503), 1U);
}

TEST_F(Tls, a_follower_who_goes_is_noticed) {
    const auto asked = std::make_shared<std::atomic<int>>(0);
    Handler ticks = [asked](Request) -> net::Awaitable<Response> {
        Response response;
        response.flow = [asked]() -> net::Awaitable<std::optional<std::string>> {
            net::SystemClock clock;
            co_await clock.sleep_until(clock.ticks() + 20ms);
            ++*asked;
            co_return std::string{};  // Nothing is written, so only polling notices it.
        };
        co_return response;
    };
    serve({}, {{"GET", "/ticks", std::move(ticks)}});
    {
        TlsClient client{port};
        client.send("GET /ticks HTTP/1.1\r\nHost: x\r\n\r\n");
        client.receive("\r\n\r\n");
    }
    std::this_thread::sleep_for(200ms);
    const int after = *asked;
    std::this_thread::sleep_for(200ms);
    EXPECT_EQ(*asked, after);
}

TEST_F(Tls, a_renewed_certificate_is_for_new_connections) {
    serve();
    TlsClient first{port};
    EXPECT_TRUE(first.is_shown(server_identity()));
    const auto renewed = make_identity({.common_name = "renewed"});
    folder.write_identity(renewed);
    EXPECT_TRUE(TlsClient{port}.is_shown(renewed));
    EXPECT_EQ(body_of(first.get("/metrics")), "up 1\n");
}

struct Version {
    const char* name;
    config::TlsServerSettings::MinVersion min;
    int of_client;
    bool is_let_in;
};

const Version versions[] = {
    {"tls11_of_12", config::TlsServerSettings::MinVersion::tls12, TLS1_1_VERSION, false},
    {"tls12_of_12", config::TlsServerSettings::MinVersion::tls12, TLS1_2_VERSION, true},
    {"tls13_of_12", config::TlsServerSettings::MinVersion::tls12, TLS1_3_VERSION, true},
    {"tls12_of_13", config::TlsServerSettings::MinVersion::tls13, TLS1_2_VERSION, false},
    {"tls13_of_13", config::TlsServerSettings::MinVersion::tls13, TLS1_3_VERSION, true},
};

class LowestVersion : public Tls, public testing::WithParamInterface<Version> {};

TEST_P(LowestVersion, is_kept) {
    folder.write_identity(server_identity());
    auto settings = folder.settings();
    settings.min_version = GetParam().min;
    serve(settings);
    const TlsWish wish{.version_max = GetParam().of_client, .version_min = GetParam().of_client};
    EXPECT_EQ(TlsClient(port, wish).is_connected(), GetParam().is_let_in);
}

INSTANTIATE_TEST_SUITE_P(Table, LowestVersion, testing::ValuesIn(versions),
                         [](const auto& row) { return row.param.name; });

/// Certificate of the client.
enum class Shown { none, own, foreign, ours, ours_by_another_name };

struct Admitted {
    const char* name;
    ClientAuth auth;
    std::vector<Shown> let_in;
};

const Admitted admitted[] = {
    {"none",
     ClientAuth::none,
     {Shown::none, Shown::own, Shown::foreign, Shown::ours, Shown::ours_by_another_name}},
    {"request",
     ClientAuth::request,
     {Shown::none, Shown::own, Shown::foreign, Shown::ours, Shown::ours_by_another_name}},
    {"require_any",
     ClientAuth::require_any,
     {Shown::own, Shown::foreign, Shown::ours, Shown::ours_by_another_name}},
    {"verify_if_given", ClientAuth::verify_if_given, {Shown::none, Shown::ours}},
    {"require_and_verify", ClientAuth::require_and_verify, {Shown::ours}},
};

class ClientCertificate : public Tls, public testing::WithParamInterface<Admitted> {};

TEST_P(ClientCertificate, decides_who_is_let_in) {
    folder.write_identity(server_identity());
    folder.write("ca.pem", test::PemFolder::pem(test::authority().certificate.get()));
    auto settings = folder.settings(GetParam().auth);
    settings.client_allowed_sans = {"prometheus.example.net"};
    serve(settings);
    const auto stranger = make_identity({.common_name = "Other Root", .is_authority = true});
    const std::string name = "DNS:prometheus.example.net";
    const auto own = make_identity({.names = name});
    const auto foreign = make_identity({.names = name, .issuer = &stranger});
    const auto ours = make_identity({.names = name, .issuer = &test::authority()});
    const auto another = make_identity({.names = "DNS:x.example", .issuer = &test::authority()});
    const std::pair<Shown, const Identity*> clients[] = {{Shown::none, nullptr},
                                                         {Shown::own, &own},
                                                         {Shown::foreign, &foreign},
                                                         {Shown::ours, &ours},
                                                         {Shown::ours_by_another_name, &another}};
    for (const auto& [shown, identity] : clients)
        for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
            TlsClient client{port, {.identity = identity, .version_max = version}};
            const bool is_let_in = body_of(client.get("/metrics")) == "up 1\n";
            const auto& wanted = GetParam().let_in;
            EXPECT_EQ(is_let_in, std::ranges::find(wanted, shown) != wanted.end())
                << static_cast<int>(shown);
        }
}

INSTANTIATE_TEST_SUITE_P(Table, ClientCertificate, testing::ValuesIn(admitted),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace mailwatchd::serve
