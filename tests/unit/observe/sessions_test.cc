#include "observe/session/sessions.h"

#include "net/spawn.h"
#include "network.h"

#include <gtest/gtest.h>

using namespace mailwatchd;
using namespace std::chrono_literals;
using base::Errc;
using model::Stage;
using test::endpoint;
using test::ScriptedEndpoint;

namespace mailwatchd::observe {
namespace {

struct Room : test::ObservedNetwork {
    net::Pace pace{clock, {}};
    Prober prober{clock, network, network, numbers, {{}, test::ip("192.0.2.254")}};
    PortControls controls{{clock, network, network, pace, prober}, test::look_settings()};
    TcpGuard guard{clock, prober, controls};
    Sessions sessions{
        {clock, network, pace, numbers, guard}, test::look_settings(), test::as_asked};

    SessionPtr look(const model::Endpoint& at, const Freshness& freshness) {
        return clock.run(sessions.look(at, freshness));
    }
    SessionPtr look(const Freshness& freshness) { return look(endpoint("192.0.2.1"), freshness); }

    /// Observes while others do.
    net::Awaitable<void> ask(model::Endpoint at, Freshness freshness,
                             std::vector<SessionPtr>& seen) {
        auto session = co_await sessions.look(std::move(at), freshness);
        seen.push_back(std::move(session));
    }
    void start(const Freshness& freshness, std::vector<SessionPtr>& seen,
               const net::CancelHandle& stop = {}) {
        clock.start(ask(endpoint("192.0.2.1"), freshness, seen), stop);
    }
};

struct Serving : Room {
    Serving() { network.endpoint("192.0.2.1", 25) = test::smtp_server(); }
};

TEST(Sessions, three_hundred_askers_are_one_connection) {
    Serving room;
    std::vector<SessionPtr> seen;
    for (int i = 0; i < 300; ++i) room.start(room.scheduled(), seen);
    room.clock.advance(1min);
    ASSERT_EQ(seen.size(), 300U);
    EXPECT_EQ(room.connects("192.0.2.1", 25), 1);
    EXPECT_EQ(room.sessions.begun(), 1U);
    for (const auto& each : seen) EXPECT_EQ(each, seen.front());
    EXPECT_EQ(room.clock.sleepers(), 0U);
}

TEST(Sessions, a_fresh_one_serves_and_an_old_one_does_not) {
    Serving room;
    const auto first = room.look(room.scheduled());
    EXPECT_EQ(first->stage, Stage::finished);
    EXPECT_EQ(room.sessions.latest(endpoint("192.0.2.1")), first);
    room.clock.advance(2h);
    EXPECT_EQ(room.look(room.scheduled(2h)), first);
    EXPECT_NE(room.look(room.scheduled(2h - 1s)), first);
    EXPECT_EQ(room.connects("192.0.2.1", 25), 2);
    EXPECT_EQ(room.sessions.cache().size(), 1U);
}

TEST(Sessions, a_schedule_that_comes_early_takes_what_is_there) {
    Serving room;
    const auto first = room.look(room.scheduled());
    room.clock.advance(30min);
    EXPECT_EQ(room.look(room.scheduled()), first);
    room.clock.advance(1s);
    const auto start = room.clock.now();
    EXPECT_NE(room.look(room.scheduled()), first);
    EXPECT_EQ(room.clock.now() - start, 30min - 1s) << "one scheduled session per hour";
}

TEST(Sessions, a_confirmation_is_a_second_look) {
    Serving room;
    const auto first = room.look(room.scheduled());
    room.clock.advance(10s);
    const auto start = room.clock.now();
    const auto second = room.look(room.confirming());
    EXPECT_NE(second, first);
    EXPECT_GE(second->taken_at, start);
    EXPECT_EQ(room.clock.now() - start, 20s) << "30 s between sessions on one port";
}

TEST(Sessions, upgrades_in_vain_are_counted_in_a_row) {
    Room room;
    const test::Say hello{.bytes = "220 hi ESMTP\r\n"};
    const test::Say offers{.bytes = "250-hi\r\n250 STARTTLS\r\n"};
    room.network.endpoint("192.0.2.1", 25) = test::speaker({hello, offers});
    EXPECT_EQ(room.look(room.scheduled())->upgrades_in_vain, 1);
    EXPECT_EQ(room.look(room.confirming())->upgrades_in_vain, 2);
    room.network.endpoint("192.0.2.1", 25) = test::smtp_server();
    EXPECT_EQ(room.look(room.confirming())->upgrades_in_vain, 0);
    room.clock.advance(1s);
    room.network.endpoint("192.0.2.1", 25) = test::speaker({hello, offers});
    EXPECT_EQ(room.look(room.confirming())->upgrades_in_vain, 1);
}

TEST(Sessions, p11_one_at_a_time_and_a_gap_to_an_address) {
    Serving room;
    room.network.endpoint("192.0.2.1", 587) = test::smtp_server(5s);
    std::vector<SessionPtr> seen;
    room.clock.start(room.ask(endpoint("192.0.2.1", model::submission), room.scheduled(), seen));
    room.clock.start(room.ask(endpoint("192.0.2.1"), room.scheduled(), seen));
    room.clock.advance(6s);
    EXPECT_EQ(room.connects("192.0.2.1", 25), 0);
    room.clock.advance(1s);
    EXPECT_EQ(room.connects("192.0.2.1", 25), 1);
    EXPECT_EQ(room.network.open_connections_most, 1);
    EXPECT_EQ(seen.size(), 2U);
}

TEST(Sessions, p3_more_patience_than_the_known_one_had_is_a_new_look) {
    Room room;
    room.network.endpoint("192.0.2.1", 25) = test::smtp_server(60s);
    const auto hasty = room.look(room.scheduled());
    EXPECT_EQ(hasty->stage, Stage::connected);
    Freshness patient = room.scheduled(1h);
    patient.greeting_patience = model::greeting_patience_max;
    const auto waited = room.look(patient);
    EXPECT_EQ(waited->stage, Stage::finished);
    EXPECT_EQ(waited->patience, model::greeting_patience_max);
    EXPECT_EQ(waited->greeting_time, 60s);
}

TEST(Sessions, p3_a_flight_with_less_patience_does_not_serve_a_confirmation) {
    Room room;
    room.network.endpoint("192.0.2.1", 25) = test::smtp_server(60s);
    const auto patient = room.confirming(model::greeting_patience_max);
    std::vector<SessionPtr> hasty;
    std::vector<SessionPtr> waited;
    room.start(room.scheduled(), hasty);
    for (int i = 0; i < 3; ++i) room.start(patient, waited);  // At the same time.
    room.clock.advance(5min);
    ASSERT_EQ(hasty.size(), 1U);
    EXPECT_EQ(hasty.front()->stage, Stage::connected);
    ASSERT_EQ(waited.size(), 3U);
    for (const auto& each : waited) EXPECT_EQ(each->stage, Stage::finished);
    EXPECT_EQ(room.connects("192.0.2.1", 25), 2);
}

TEST(Sessions, p3_what_a_slow_host_needed_is_remembered) {
    Room room;
    room.network.endpoint("192.0.2.1", 25) = test::smtp_server(60s);
    room.look(room.confirming(model::greeting_patience_max));
    EXPECT_EQ(room.pace.patience(test::ip("192.0.2.1")), model::greeting_patience_max);
    room.clock.advance(2h);
    const auto scheduled = room.look(room.scheduled());
    EXPECT_EQ(scheduled->stage, Stage::finished);
    EXPECT_EQ(room.pace.patience(test::ip("192.0.2.2")), 0s);
}

TEST(Sessions, a_host_that_greets_in_time_needs_no_more) {
    Serving room;
    room.look(room.confirming(model::greeting_patience_max));
    EXPECT_EQ(room.pace.patience(test::ip("192.0.2.1")), 0s);
}

TEST(Sessions, y3_so_many_at_once_and_no_more) {
    Room room;
    auto settings = test::look_settings();
    settings.hosts_max = 2;
    room.sessions.set_settings(settings);
    std::vector<SessionPtr> seen;
    for (int i = 1; i <= 6; ++i) {
        const auto address = "192.0.2." + std::to_string(i);
        room.network.endpoint(address, 25) = test::smtp_server(10s);
        room.clock.start(room.ask(endpoint(address), room.scheduled(), seen));
    }
    room.clock.advance(1min);
    EXPECT_EQ(seen.size(), 6U);
    EXPECT_EQ(room.network.open_connections_most, 2);
    for (const auto& each : seen) EXPECT_EQ(each->stage, Stage::finished);
}

TEST(Sessions, a_cancelled_one_is_not_remembered) {
    Room room;
    room.network.endpoint("192.0.2.1", 25) = test::smtp_server(20s);
    std::vector<SessionPtr> seen;
    const net::CancelHandle stop;
    room.start(room.scheduled(), seen, stop);
    room.clock.advance(5s);
    EXPECT_EQ(room.network.open_connections, 1);
    stop.cancel();
    room.clock.settle();
    ASSERT_EQ(seen.size(), 1U);
    EXPECT_EQ(seen.front()->failure->code, Errc::cancelled);
    EXPECT_EQ(room.sessions.latest(endpoint("192.0.2.1")), nullptr);
    EXPECT_EQ(room.network.open_connections, 0);
}

/// Every connection fails with this error.
class Broken final : public net::Connector {
public:
    explicit Broken(Errc code) : code_{code} {}
    net::Awaitable<base::Result<std::unique_ptr<net::Stream>>> connect(model::Address,
                                                                       std::uint16_t,
                                                                       base::Deadline) override {
        co_return base::Failure{code_, "connect"};
    }
    std::optional<model::Address> source_towards(const model::Address&) const override {
        return std::nullopt;
    }

private:
    Errc code_;
};

TEST(Sessions, y3_our_own_lack_of_descriptors_is_not_remembered) {
    Room room;
    Broken broken{Errc::no_resources};
    Sessions sessions{{room.clock, broken, room.pace, room.numbers, room.guard},
                      test::look_settings(),
                      test::as_asked};
    for (const auto* const address : {"192.0.2.1", "192.0.2.2", "192.0.2.3"}) {
        const auto look = room.clock.run(sessions.look(endpoint(address), room.scheduled()));
        EXPECT_EQ(look->failure->code, Errc::no_resources);
        EXPECT_EQ(sessions.latest(endpoint(address)), nullptr);
    }
    EXPECT_FALSE(sessions.others_answered(room.clock.ticks()));
}

TEST(Sessions, no_turn_in_time_is_not_remembered) {
    Serving room;
    auto lease = room.clock.run(
        room.pace.lease(test::ip("192.0.2.1"), 25, Purpose::requested, room.clock.in(1s)));
    ASSERT_TRUE(lease);
    const auto start = room.clock.ticks();
    const auto session = room.look({Purpose::requested, room.clock.ticks(), {}});
    EXPECT_EQ(session->failure->code, Errc::cancelled);
    EXPECT_EQ(session->stage, Stage::unconnected);
    EXPECT_EQ(room.clock.ticks() - start, 5min);
    EXPECT_EQ(room.sessions.latest(endpoint("192.0.2.1")), nullptr);
    EXPECT_EQ(room.connects("192.0.2.1", 25), 0);
}

TEST(Sessions, under_a_name_is_not_the_one_that_all_names_share) {
    Serving room;
    const auto shared = room.look(room.scheduled());
    auto other = endpoint("192.0.2.1");
    other.host = "mail.example.org";
    const auto start = room.clock.now();
    const auto own = room.clock.run(room.sessions.look_as(other, Purpose::confirming));
    ASSERT_TRUE(own);
    EXPECT_EQ((*own)->endpoint.host, "mail.example.org");
    EXPECT_EQ(room.clock.now() - start, 30s) << "at the pace of the port";
    const std::vector<std::string> names{"mx1.example.org", "mail.example.org"};
    const test::ScriptedNetwork::Port port{test::ip("192.0.2.1"), 25};
    EXPECT_EQ(room.network.server_names[port], names);
    EXPECT_EQ(room.sessions.latest(endpoint("192.0.2.1")), shared);
}

TEST(Sessions, under_a_name_shows_nothing_while_the_prober_is_unhealthy) {
    Serving room;
    room.network.endpoint("192.0.2.254", 25) = test::smtp_server();
    const auto own =
        room.clock.run(room.sessions.look_as(endpoint("192.0.2.1"), Purpose::confirming));
    EXPECT_FALSE(own);
}

TEST(Sessions, restore_keeps_the_newest) {
    Room room;
    const auto taken = [&](base::Instant when) {
        model::MailSession made;
        made.endpoint = endpoint("192.0.2.1");
        made.taken_at = when;
        return std::make_shared<const model::MailSession>(std::move(made));
    };
    const auto newer = taken(room.clock.now());
    room.sessions.restore(newer);
    room.sessions.restore(taken(room.clock.now() - 1h));
    EXPECT_EQ(room.sessions.latest(endpoint("192.0.2.1")), newer);
    EXPECT_EQ(room.look(room.scheduled(1min)), newer);
}

struct AnswerRow {
    const char* name;
    ScriptedEndpoint server;
    bool answered;
};

const AnswerRow answer_rows[] = {
    {"open", test::smtp_server(), true},
    {"refused", ScriptedEndpoint::refused(), true},
    {"closed_without_a_word", test::speaker({{.close = true}}), true},
    {"silent", ScriptedEndpoint::silent(), false},
    {"unreachable", ScriptedEndpoint::unreachable(), false},
};

class OthersAnswered : public testing::TestWithParam<AnswerRow> {};

TEST_P(OthersAnswered, in_the_same_minutes) {
    Room room;
    room.network.endpoint("192.0.2.1", 25) = GetParam().server;
    room.look(room.scheduled());
    const auto then = room.clock.ticks();
    EXPECT_EQ(room.sessions.others_answered(then), GetParam().answered);
    EXPECT_EQ(room.sessions.others_answered(then + 5min), GetParam().answered);
    EXPECT_EQ(room.sessions.others_answered(then - 5min), GetParam().answered);
    EXPECT_FALSE(room.sessions.others_answered(then + 5min + 1s));
    EXPECT_FALSE(room.sessions.others_answered(then - 5min - 1s)) << "hours later is no control";
}

INSTANTIATE_TEST_SUITE_P(Table, OthersAnswered, testing::ValuesIn(answer_rows),
                         [](const auto& row) { return row.param.name; });

TEST(OthersAnswered, an_earlier_answer_is_not_forgotten_for_a_later_one) {
    Serving room;
    room.look(room.confirming());
    const auto then = room.clock.ticks();
    room.clock.advance(3h);
    room.look(room.confirming());
    EXPECT_TRUE(room.sessions.others_answered(then));
    EXPECT_FALSE(room.sessions.others_answered(then + 1h));
}

}  // namespace
}  // namespace mailwatchd::observe
