#include "observe/session/mail_look.h"

#include "net/spawn.h"
#include "network.h"

#include <gtest/gtest.h>

using namespace mailwatchd;
using namespace std::chrono_literals;
using base::Errc;
using model::Stage;
using test::endpoint;
using test::Say;
using test::ScriptedEndpoint;
using test::speaker;

namespace mailwatchd::observe {
namespace {

struct SeenSession : test::ObservedNetwork {
    base::Duration took{};

    model::MailSession at(const model::Service& service, ScriptedEndpoint server,
                          bool injects = false) {
        network.endpoint("192.0.2.1", service.port) = std::move(server);
        const auto start = clock.ticks();
        auto settings = test::look_settings();
        settings.injects = injects;
        auto session = clock.run(look_at(clock, network, endpoint("192.0.2.1", service), settings));
        took = clock.ticks() - start;
        EXPECT_EQ(network.open_connections, 0);
        EXPECT_EQ(clock.sleepers(), 0U);
        return session;
    }
};

/// Sends one byte, then the next after each pause, endlessly.
ScriptedEndpoint dripping(const std::string& text, base::Duration pause) {
    std::vector<Say> sayings;
    ScriptedEndpoint made;
    made.accept = [text, pause]() -> test::Talk {
        return [text, pause, at = std::size_t{0}](std::string_view, bool) mutable -> Say {
            return {.bytes = text.substr(at++, 1), .after = pause};
        };
    };
    return made;
}

struct Row {
    const char* name;
    ScriptedEndpoint server;
    Stage stage;
    std::optional<Errc> failure;
    base::Duration took;
    base::Duration greeting_time;
};

ScriptedEndpoint slow_connect(base::Duration delay) {
    auto made = test::smtp_server();
    made.connect_delay = delay;
    return made;
}

ScriptedEndpoint slow_handshake(base::Duration delay) {
    auto made = test::smtp_server();
    made.handshake_delay = delay;
    return made;
}

const Say hello{.bytes = "220 hi ESMTP\r\n"};
const Say offers{.bytes = "250-hi\r\n250 STARTTLS\r\n"};
const Say go{.bytes = "220 go\r\n"};

Say late(Say say, base::Duration after) {
    say.after = after;
    return say;
}
Say closing(std::string bytes) { return {.bytes = std::move(bytes), .close = true}; }
Say resetting(std::string bytes) { return {.bytes = std::move(bytes), .reset = true}; }

const Row rows[] = {
    {"all_the_way", test::smtp_server(), Stage::finished, {}, 0s, 0s},
    {"p3_greets_late", test::smtp_server(25s), Stage::finished, {}, 25s, 25s},
    {"refused", ScriptedEndpoint::refused(), Stage::unconnected, Errc::refused, 0s, 0s},
    {"p13_unreachable", ScriptedEndpoint::unreachable(), Stage::unconnected, Errc::unreachable, 0s,
     0s},
    {"drops_our_syn", ScriptedEndpoint::silent(), Stage::unconnected, Errc::timed_out, 10s, 0s},
    {"connects_in_time", slow_connect(9s), Stage::finished, {}, 9s, 0s},
    {"connects_too_late", slow_connect(11s), Stage::unconnected, Errc::timed_out, 10s, 0s},
    {"p10_accepts_and_closes", speaker({closing("")}), Stage::connected, Errc::reset, 0s, 0s},
    {"p10_accepts_and_resets", speaker({resetting("")}), Stage::connected, Errc::reset, 0s, 0s},
    {"p3_never_greets", speaker({}), Stage::connected, Errc::timed_out, 30s, 30s},
    {"cut_in_the_greeting", speaker({resetting("220 h")}), Stage::connected, Errc::reset, 0s, 0s},
    {"cut_after_the_greeting", speaker({hello, resetting("")}), Stage::greeted, Errc::reset, 0s,
     0s},
    {"silent_after_the_greeting", speaker({hello}), Stage::greeted, Errc::timed_out, 60s, 0s},
    {"silent_after_a_late_greeting", speaker({late(hello, 29s)}), Stage::greeted, Errc::timed_out,
     89s, 29s},
    {"cut_in_the_capabilities", speaker({hello, resetting("250-hi\r\n")}), Stage::greeted,
     Errc::reset, 0s, 0s},
    {"cut_at_starttls", speaker({hello, offers, closing("")}), Stage::capabilities, Errc::reset, 0s,
     0s},
    {"silent_at_starttls", speaker({hello, offers}), Stage::capabilities, Errc::timed_out, 60s, 0s},
    {"handshake_fails", speaker({hello, offers, go}), Stage::capabilities, Errc::tls_failed, 0s,
     0s},
    {"t1_handshake_hangs", slow_handshake(2min), Stage::capabilities, Errc::timed_out, 60s, 0s},
    {"p2_one_byte_per_9_s_before_the_greeting", dripping("220 a very slow greeting", 9s),
     Stage::connected, Errc::timed_out, 30s, 30s},
    {"p1_endless_banner", speaker({{.bytes = std::string(1 << 20, 'x')}}), Stage::connected,
     Errc::malformed, 0s, 0s},
    {"p4_sends_us_away",
     speaker({{.bytes = "554 no\r\n"}, closing("221 bye\r\n")}),
     Stage::finished,
     {},
     0s,
     0s},
    {"p9_another_protocol", speaker({{.bytes = "SSH-2.0-OpenSSH_9.2\r\n"}}), Stage::connected,
     Errc::malformed, 0s, 0s},
};

class MailLook : public testing::TestWithParam<Row> {};

TEST_P(MailLook, gets_as_far_as) {
    const auto& row = GetParam();
    SeenSession look;
    const auto session = look.at(model::smtp, row.server);
    EXPECT_EQ(session.stage, row.stage);
    ASSERT_EQ(session.failure.has_value(), row.failure.has_value());
    EXPECT_TRUE(!row.failure || session.failure->code == *row.failure)
        << base::name(session.failure->code);
    EXPECT_EQ(look.took, row.took);
    EXPECT_EQ(session.greeting_time, row.greeting_time);
    EXPECT_EQ(session.endpoint, endpoint("192.0.2.1"));
    EXPECT_EQ(session.taken_at, test::SimulatedClock::epoch);
    EXPECT_EQ(session.patience, 30s);
}

INSTANTIATE_TEST_SUITE_P(Table, MailLook, testing::ValuesIn(rows),
                         [](const auto& row) { return row.param.name; });

/// The greeting arrives byte by byte; then an answer that never ends.
TEST(MailLook, p2_the_session_has_one_deadline_however_many_reads) {
    ScriptedEndpoint server;
    server.accept = []() -> test::Talk {
        return [](std::string_view line, bool) -> Say {
            if (line.empty()) return {.bytes = "220 hi ESMTP\r\n"};
            return {.bytes = "250-x", .after = 9s};
        };
    };
    SeenSession look;
    const auto session = look.at(model::smtp, server);
    EXPECT_EQ(session.failure->code, Errc::timed_out);
    EXPECT_EQ(look.took, 60s);
}

TEST(MailLook, upgrades_to_tls_and_asks_again) {
    SeenSession look;
    const auto session = look.at(model::smtp, test::smtp_server());
    EXPECT_EQ(session.upgrade, model::Upgrade::done);
    EXPECT_TRUE(session.before_tls.starttls);
    EXPECT_TRUE(session.before_tls.mechanisms.empty());
    EXPECT_EQ(session.after_tls.mechanisms, std::vector<std::string>{"PLAIN"});
    ASSERT_TRUE(session.tls);
    const std::vector<std::string> polite{"EHLO monitor.example.net", "STARTTLS",
                                          "EHLO monitor.example.net", "QUIT"};
    EXPECT_EQ((look.network.heard[{test::ip("192.0.2.1"), 25}]), polite);
}

TEST(MailLook, a_probe_for_injection_listens_for_five_seconds) {
    SeenSession look;
    const auto session = look.at(model::smtp, test::smtp_server(), true);
    EXPECT_EQ(session.upgrade, model::Upgrade::done);
    EXPECT_EQ(session.stage, Stage::finished);
    EXPECT_EQ(look.took, proto::injection_silence);
    const std::vector<std::string> said{"EHLO monitor.example.net", "STARTTLS", "NOOP", "QUIT"};
    EXPECT_EQ((look.network.heard[{test::ip("192.0.2.1"), 25}]), said);
}

/// Silence for the rest of the session's time, which is less, says nothing.
TEST(MailLook, p2_a_probe_for_injection_has_the_deadline_of_a_session) {
    SeenSession look;
    auto server = test::smtp_server();
    server.handshake_delay = 58s;
    const auto session = look.at(model::smtp, server, true);
    EXPECT_EQ(look.took, 60s);
    ASSERT_TRUE(session.failure);
    EXPECT_EQ(session.failure->code, Errc::timed_out);
}

TEST(MailLook, implicit_tls_comes_first) {
    const test::Dialogue dialogue{
        .greeting = "* OK Dovecot ready.\r\n",
        .rows = {{"", "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n"}},
        .greeting_delay = 2s,
        .implicit_tls = true,
    };
    SeenSession look;
    auto server = dialogue.endpoint(test::good_tls("mx1.example.org", look.clock.now() + 24h));
    server.connect_delay = 1s;
    server.handshake_delay = 3s;
    const auto session = look.at(model::imaps, server);
    EXPECT_GE(session.stage, Stage::greeted);
    ASSERT_TRUE(session.tls);
    EXPECT_FALSE(session.before_tls.known);
    EXPECT_EQ(session.connect_time, 1s);
    EXPECT_EQ(session.greeting_time, 5s);
}

TEST(MailLook, p9_implicit_tls_that_fails_is_not_a_service) {
    SeenSession look;
    const auto session = look.at(model::imaps, speaker({{.bytes = "* OK plain\r\n"}}));
    EXPECT_EQ(session.stage, Stage::connected);
    EXPECT_EQ(session.failure->code, Errc::tls_failed);
}

net::Awaitable<void> keep(SeenSession& look, std::optional<model::MailSession>& into) {
    auto where = endpoint("192.0.2.1");
    auto settings = test::look_settings();
    auto session = co_await look_at(look.clock, look.network, std::move(where), settings);
    into = std::move(session);
}

TEST(MailLook, cancelled_at_every_second_it_ends_at_once) {
    for (int second = 0; second < 30; second += 3) {
        SeenSession look;
        look.network.endpoint("192.0.2.1", 25) = speaker({});
        std::optional<model::MailSession> session;
        const net::CancelHandle stop;
        look.clock.start(keep(look, session), stop);
        look.clock.advance(std::chrono::seconds{second});
        stop.cancel();
        look.clock.settle();
        ASSERT_TRUE(session);
        EXPECT_EQ(session->failure->code, Errc::cancelled);
        EXPECT_EQ(look.network.open_connections, 0);
    }
}

}  // namespace
}  // namespace mailwatchd::observe
