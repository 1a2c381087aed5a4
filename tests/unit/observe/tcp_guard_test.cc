// Whether what a session met is the server's doing or ours.
#include "observe/prober/tcp_guard.h"

#include "network.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

using namespace mailwatchd;
using namespace std::chrono_literals;
using base::Errc;
using test::ip;
using test::ScriptedEndpoint;

namespace mailwatchd::observe {
namespace {

model::Endpoint at(std::string host, std::string_view address,
                   const model::Service& service = model::smtp) {
    return {std::move(host), ip(address), service};
}

const auto suspect = at("mx.good.example", "198.51.100.25");
const auto control_a = at("mx.a.example", "203.0.113.1");
const auto control_b = at("mx.b.example", "2001:db8:b::1");
const auto neighbour = at("mx.c.example", "198.51.100.99");
const auto sister = at("mail.good.example", "2001:db8:c::1");

struct Room : test::ObservedNetwork {
    net::Pace pace{clock, {}};
    Prober prober{clock, network, network, numbers, {{}, ip("192.0.2.254")}};
    PortControls controls{{clock, network, network, pace, prober}, test::look_settings()};
    TcpGuard guard{clock, prober, controls};
    std::map<model::Endpoint, std::string> standings;

    Room() {
        controls.set_standings(
            [this](const model::Endpoint& endpoint) -> std::string_view {
                const auto found = standings.find(endpoint);
                return found == standings.end() ? std::string_view{} : found->second;
            },
            [this](std::uint16_t port) {
                std::vector<model::Endpoint> open;
                for (const auto& [endpoint, standing] : standings)
                    if (endpoint.service.port == port && standing == "open")
                        open.push_back(endpoint);
                return open;
            });
    }
    void serve(const model::Endpoint& endpoint, ScriptedEndpoint server) {
        network.endpoints[{endpoint.address, endpoint.service.port}] = std::move(server);
    }
    /// A session with the endpoint, as everybody holds it.
    Surety hold(const model::Endpoint& endpoint) {
        auto before = clock.run(guard.before());
        auto session = clock.run(look_at(clock, network, endpoint, test::look_settings()));
        auto shared = std::make_shared<const model::MailSession>(std::move(session));
        return clock.run(guard.after(std::move(before), std::move(shared)));
    }
    int sessions_with(const model::Endpoint& endpoint) const {
        return connects(endpoint.address.text(), endpoint.service.port);
    }
};

enum class Result { trusted, ours, no_control };

struct GuardRow {
    const char* name;
    ScriptedEndpoint server;                             ///< Of the suspect.
    std::map<model::Endpoint, ScriptedEndpoint> others;  ///< All standing open.
    Result result;
    std::string cause = {};  ///< Part of it.
};

const auto refuses = ScriptedEndpoint::refused();
const auto drops = ScriptedEndpoint::silent();
const auto prohibits = ScriptedEndpoint::unreachable();
const auto serves = test::smtp_server();

const GuardRow guard_rows[] = {
    {"a_greeting_needs_no_control", serves, {{control_a, refuses}}, Result::trusted},
    {"a_refusal_while_a_control_answers", refuses, {{control_a, serves}}, Result::trusted},
    {"silence_while_a_control_answers", drops, {{control_a, serves}}, Result::trusted},
    {"a_refusal_here_and_there",
     refuses,
     {{control_a, refuses}},
     Result::ours,
     "outbound port 25 is refused everywhere, by controls too: mx.a.example"},
    {"silence_here_and_there",
     drops,
     {{control_a, drops}},
     Result::ours,
     "outbound port 25 is not answered everywhere, by controls too: mx.a.example"},
    {"no_way_here_and_there", prohibits, {{control_a, prohibits}}, Result::ours, "not answered"},
    {"no_way_here_and_silence_there",
     prohibits,
     {{control_a, drops}},
     Result::ours,
     "not answered"},
    {"no_greeting_here_and_there",
     test::speaker({{.close = true}}),
     {{control_a, test::speaker({{.close = true}})}},
     Result::ours,
     "without a greeting"},
    {"one_of_two_controls_answers",
     refuses,
     {{control_a, refuses}, {control_b, serves}},
     Result::trusted},
    {"both_controls_fail",
     refuses,
     {{control_a, refuses}, {control_b, refuses}},
     Result::ours,
     "mx.a.example, mx.b.example"},
    {"a_control_that_fails_otherwise_says_nothing",
     refuses,
     {{control_a, drops}},
     Result::no_control},
    {"nobody_to_ask", refuses, {}, Result::no_control},
    {"one_in_the_same_network_is_no_control", refuses, {{neighbour, serves}}, Result::no_control},
    {"one_of_the_same_organisation_is_no_control", refuses, {{sister, serves}}, Result::no_control},
};

class Guard : public testing::TestWithParam<GuardRow> {};

TEST_P(Guard, vouches_for_a_session_with_a_port_that_was_open) {
    const auto& row = GetParam();
    Room room;
    room.standings[suspect] = "open";
    room.serve(suspect, row.server);
    for (const auto& [endpoint, server] : row.others) {
        room.standings[endpoint] = "open";
        room.serve(endpoint, server);
    }
    const auto surety = room.hold(suspect);
    EXPECT_EQ(surety.is_trusted(), row.result != Result::ours) << surety.trouble;
    EXPECT_EQ(surety.caveat == watch::Caveat::no_control, row.result == Result::no_control);
    EXPECT_NE(surety.trouble.find(row.cause), std::string::npos) << surety.trouble;
    EXPECT_EQ(room.prober.health().cause(), surety.trouble);
    EXPECT_EQ(room.guard.trouble_of(25), surety.trouble);
    EXPECT_EQ(room.network.open_connections, 0);
    EXPECT_EQ(room.clock.sleepers(), 0U);
}

INSTANTIATE_TEST_SUITE_P(Table, Guard, testing::ValuesIn(guard_rows),
                         [](const auto& row) { return row.param.name; });

TEST(Guard, a_port_that_was_closed_may_stay_closed) {
    Room room;
    room.standings = {{suspect, "closed"}, {control_a, "open"}};
    EXPECT_TRUE(room.hold(suspect).is_trusted());
    EXPECT_EQ(room.sessions_with(control_a), 0) << "nobody is disturbed for that";
}

/// It is not recorded as filtered because we are cut off.
TEST(Guard, a_port_that_was_closed_does_not_fall_silent_with_all_others) {
    Room room;
    const auto imaps = at("mx.good.example", "198.51.100.25", model::imaps);
    room.standings = {{suspect, "open"}, {control_a, "open"}, {imaps, "closed"}};
    room.serve(suspect, drops);
    room.serve(control_a, drops);
    room.serve(imaps, drops);
    EXPECT_FALSE(room.hold(suspect).is_trusted());
    EXPECT_FALSE(room.hold(imaps).is_trusted());
    room.serve(imaps, refuses);
    EXPECT_TRUE(room.hold(imaps).is_trusted()) << "it is as it was";
}

TEST(Guard, a_port_25_of_which_nothing_is_known_is_no_baseline_during_an_outage) {
    Room room;
    room.standings[control_a] = "open";
    EXPECT_FALSE(room.hold(suspect).is_trusted());
    EXPECT_FALSE(room.hold(at("mx.good.example", "198.51.100.25", model::imaps)).is_trusted());
    room.serve(control_a, test::smtp_server());
    room.clock.advance(1min);
    EXPECT_TRUE(room.hold(suspect).is_trusted());
    EXPECT_TRUE(room.hold(at("mx.good.example", "198.51.100.25", model::imaps)).is_trusted());
}

/// A gateway that refuses every port also refuses 25.
TEST(Guard, another_port_is_ours_if_25_is_refused_there_too) {
    Room room;
    const auto imaps = at("mx.good.example", "198.51.100.25", model::imaps);
    room.standings = {{imaps, "open"}, {control_a, "open"}};
    EXPECT_FALSE(room.hold(imaps).is_trusted());
    room.serve(control_a, test::smtp_server());
    room.clock.advance(1min);
    const auto surety = room.hold(imaps);
    EXPECT_TRUE(surety.is_trusted());
    EXPECT_EQ(surety.caveat, watch::Caveat::no_control)
        << "an open port 25 proves nothing about port 993";
}

/// "At several organisations at once": nobody else is known.
TEST(Guard, three_organisations_that_fall_silent_together_need_no_control) {
    Room room;
    EXPECT_TRUE((room.serve(suspect, drops), room.hold(suspect)).is_trusted());
    EXPECT_TRUE((room.serve(control_a, drops), room.hold(control_a)).is_trusted());
    const auto surety = (room.serve(control_b, drops), room.hold(control_b));
    EXPECT_NE(surety.trouble.find("at several organisations at once"), std::string::npos);
    room.clock.advance(watch::same_minutes + 1s);
    room.clock.run(room.guard.recheck());
    EXPECT_TRUE(room.prober.health().healthy()) << "nothing was seen of it since";
}

TEST(Guard, three_addresses_of_one_organisation_prove_nothing) {
    Room room;
    for (const auto* const address : {"198.51.100.1", "203.0.113.1", "2001:db8:1::1"}) {
        const auto endpoint = at("mx.good.example", address);
        room.serve(endpoint, drops);
        EXPECT_TRUE(room.hold(endpoint).is_trusted()) << address;
    }
}

TEST(Guard, many_suspects_ask_a_control_once) {
    Room room;
    room.standings[control_a] = "open";
    for (int i = 1; i <= 20; ++i)
        EXPECT_FALSE(
            room.hold(at("mx.good.example", "198.51.100." + std::to_string(i))).is_trusted());
    EXPECT_EQ(room.sessions_with(control_a), 1);
}

TEST(Guard, a_control_that_answers_again_ends_it) {
    Room room;
    room.standings = {{suspect, "open"}, {control_a, "open"}};
    EXPECT_FALSE(room.hold(suspect).is_trusted());
    room.clock.run(room.prober.look(room.clock.ticks()));
    const auto number = room.prober.look_number();
    room.clock.advance(10min);
    room.clock.run(room.guard.recheck());
    EXPECT_FALSE(room.prober.health().healthy()) << "it lasts as long as it lasts";
    room.serve(control_a, serves);
    room.clock.advance(1min);
    room.clock.run(room.guard.recheck());
    EXPECT_TRUE(room.prober.health().healthy());
    EXPECT_GT(room.prober.look_number(), number) << "a new observation";
}

struct OnePort : Room {
    explicit OnePort(const model::Service& service)
        : host{at("mx.good.example", "198.51.100.25", service)} {
        auto other = at("mx.a.example", "203.0.113.1", service);
        for (const auto& each : {host, other}) {
            standings[each] = "open";
            serve(each, refuses);
        }
    }
    bool is_trusted_after(base::Duration time) {
        clock.advance(time);
        return hold(host).is_trusted();
    }
    model::Endpoint host;
};

TEST(Guard, a_port_that_everybody_closed_is_believed_after_hours) {
    OnePort pop{model::pop3};
    EXPECT_FALSE(pop.is_trusted_after(0s));
    EXPECT_FALSE(pop.is_trusted_after(6h - 1min));
    EXPECT_TRUE(pop.is_trusted_after(2min));
    EXPECT_TRUE(pop.prober.health().outbound.empty());
    EXPECT_EQ(pop.hold(pop.host).caveat, watch::Caveat::controls_alike) << "and its entry says so";
    EXPECT_TRUE(pop.is_trusted_after(13 * 24h));
    EXPECT_FALSE(pop.is_trusted_after(24h)) << "another time it is suspicious again";
}

/// With long intervals nobody looks at the port for days, and the prober must not wait for it.
TEST(Guard, a_port_that_everybody_closed_is_believed_though_nobody_looks_at_it) {
    OnePort pop{model::pop3};
    EXPECT_FALSE(pop.is_trusted_after(0s));
    const auto recheck_for = [&](base::Duration time) {
        for (base::Duration past{}; past < time; past += 15min) {
            pop.clock.advance(15min);
            pop.clock.run(pop.guard.recheck());
        }
    };
    recheck_for(6h - 15min);
    EXPECT_FALSE(pop.prober.health().outbound.empty());
    recheck_for(30min);
    EXPECT_TRUE(pop.prober.health().outbound.empty());
    EXPECT_EQ(pop.hold(pop.host).caveat, watch::Caveat::controls_alike);
}

TEST(Guard, port_25_is_never_believed) {
    OnePort smtp{model::smtp};
    EXPECT_FALSE(smtp.is_trusted_after(0s));
    EXPECT_FALSE(smtp.is_trusted_after(7h));
}

TEST(Guard, several_ports_are_never_believed) {
    OnePort pop{model::pop3};
    for (const auto* const host : {&suspect, &control_a}) {
        pop.standings[*host] = "open";
        pop.serve(*host, refuses);
    }
    EXPECT_FALSE(pop.hold(suspect).is_trusted());
    EXPECT_FALSE(pop.is_trusted_after(0s));
    EXPECT_FALSE(pop.is_trusted_after(7h));
}

TEST(Guard, named_controls_are_asked_on_their_ports) {
    Room room;
    room.network.address("mx.control.example", {"203.0.113.7"});
    room.network.mx("prober.example", {{10, "mx.prober.example"}});
    room.network.address("mx.prober.example", {"2001:db8:d::1"});
    ProberSettings settings{{}, ip("192.0.2.254")};
    settings.helo_name = "watch.prober.example";
    settings.controls = {{"mx.control.example", 25}, {"203.0.113.9", 993}};
    room.prober.set_settings(settings);
    room.standings[suspect] = "open";
    EXPECT_EQ(room.hold(suspect).trouble,
              "outbound port 25 is refused everywhere, by controls too: mx.control.example, "
              "mx.prober.example");
    EXPECT_EQ(room.connects("203.0.113.9", 993), 0);
    const auto imaps = at("mx.good.example", "198.51.100.25", model::imaps);
    room.standings[imaps] = "open";
    EXPECT_NE(room.hold(imaps).trouble.find("203.0.113.9"), std::string::npos);
}

struct UnhealthyRow {
    const char* name;
    void (*begin)(Room&);
    void (*end)(Room&);
};

const UnhealthyRow unhealthy_rows[] = {
    {"a_proxy", [](Room& room) { room.network.endpoint("192.0.2.254", 25) = serves; },
     [](Room& room) { room.network.endpoint("192.0.2.254", 25) = refuses; }},
    {"another_address", [](Room& room) { room.network.own_v4 = ip("203.0.113.66"); },
     [](Room& room) { room.network.own_v4 = ip("203.0.113.9"); }},
    {"no_route", [](Room& room) { room.network.own_v4.reset(); },
     [](Room& room) { room.network.own_v4 = ip("203.0.113.9"); }},
};

class UnhealthyDuring : public testing::TestWithParam<UnhealthyRow> {};

/// Whatever is said then may be said by somebody else, or to somebody else.
TEST_P(UnhealthyDuring, a_session_before_or_after_it_counts) {
    Room room;
    room.network.own_v4 = ip("203.0.113.9");
    room.serve(suspect, serves);
    const auto session = [&] {
        room.clock.advance(1s);
        return std::make_shared<const model::MailSession>(
            room.clock.run(look_at(room.clock, room.network, suspect, test::look_settings())));
    };
    EXPECT_TRUE(room.hold(suspect).is_trusted());
    auto before = room.clock.run(room.guard.before());
    GetParam().begin(room);
    EXPECT_FALSE(room.clock.run(room.guard.after(before, session())).is_trusted());
    EXPECT_FALSE(room.guard.trouble_of(25).empty());
    EXPECT_FALSE(room.clock.run(room.guard.before()).is_trusted());
    before = room.clock.run(room.guard.before());
    GetParam().end(room);
    EXPECT_FALSE(room.clock.run(room.guard.after(before, session())).is_trusted());
    room.clock.advance(1s);
    EXPECT_TRUE(room.hold(suspect).is_trusted());
    EXPECT_TRUE(room.prober.health().healthy());
}

INSTANTIATE_TEST_SUITE_P(Table, UnhealthyDuring, testing::ValuesIn(unhealthy_rows),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace mailwatchd::observe
