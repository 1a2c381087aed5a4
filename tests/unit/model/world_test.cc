#include "model/world.h"

#include <gtest/gtest.h>

namespace mailwatchd::model {
namespace {

using namespace std::chrono_literals;
using base::Errc;

const Address here = Address::v4({192, 0, 2, 25});
const Address there = Address::v4({192, 0, 2, 26});

struct Row {
    const char* name;
    Stage stage;
    std::optional<Errc> failure;
    base::Duration patience;
    PortState state;
    Reason reason;
};

using enum Stage;
using P = PortState;
using R = Reason;

// docs/verdicts.md, Ports. A greeting is positive proof, whatever came after it; silence after the
// connection proves nothing before five minutes (failure P3).
const Row rows[] = {
    {"finished", finished, {}, 30s, P::open, R::none},
    {"greeted_then_reset", greeted, Errc::reset, 30s, P::open, R::none},
    {"greeted_then_silent", greeted, Errc::timed_out, 30s, P::open, R::none},
    {"handshake_failed_later", capabilities, Errc::tls_failed, 30s, P::open, R::none},
    {"cancelled_later", secured, Errc::cancelled, 30s, P::open, R::none},
    {"other_protocol", connected, Errc::malformed, 30s, P::accepting, R::malformed},
    {"implicit_tls_failed", connected, Errc::tls_failed, 30s, P::accepting, R::malformed},
    {"closed_without_a_word", connected, Errc::reset, 30s, P::accepting, R::refused_us},
    {"ended_without_reason", connected, {}, 30s, P::accepting, R::refused_us},
    {"silent_for_30_seconds", connected, Errc::timed_out, 30s, P::unknown, R::slow_greeting},
    {"silent_almost_5_min", connected, Errc::timed_out, 299s, P::unknown, R::slow_greeting},
    {"silent_for_5_minutes", connected, Errc::timed_out, 5min, P::accepting, R::slow_greeting},
    {"we_stopped_waiting", connected, Errc::cancelled, 5min, P::unknown, R::interrupted},
    {"we_ran_out", connected, Errc::no_resources, 30s, P::unknown, R::interrupted},
    {"route_lost", connected, Errc::unreachable, 30s, P::unknown, R::no_route},
    {"refused", unconnected, Errc::refused, 30s, P::closed, R::none},
    {"dropped", unconnected, Errc::timed_out, 30s, P::unknown, R::timeout},
    {"no_route", unconnected, Errc::unreachable, 30s, P::unknown, R::no_route},
    {"not_allowed", unconnected, Errc::not_allowed, 30s, P::unknown, R::address_refused},
    {"cancelled", unconnected, Errc::cancelled, 30s, P::unknown, R::interrupted},
    {"no_descriptors", unconnected, Errc::no_resources, 30s, P::unknown, R::interrupted},
    {"never_tried", unconnected, {}, 30s, P::unknown, R::interrupted},
};

class Seen : public testing::TestWithParam<Row> {};

TEST_P(Seen, p3_p9_p10_p13_says_what_the_port_is) {
    const auto& row = GetParam();
    const auto session =
        std::make_shared<MailSession>(MailSession{.endpoint = {"mx.example.org", here, smtp}});
    session->stage = row.stage;
    session->patience = row.patience;
    if (row.failure) session->failure = base::Failure{*row.failure, "test"};
    const auto port = seen(session);
    EXPECT_EQ(port.session, session);
    EXPECT_EQ(name(port.state), name(row.state));
    EXPECT_EQ(name(port.reason), name(row.reason));
}

INSTANTIATE_TEST_SUITE_P(Table, Seen, testing::ValuesIn(rows),
                         [](const auto& row) { return row.param.name; });

TEST(SeenPort, states_are_told_apart) {
    SeenPort port;
    EXPECT_FALSE(port.is_open() || port.is_conclusive() || port.is_absent());
    port.state = P::open;
    EXPECT_TRUE(port.is_open() && port.is_conclusive() && !port.is_absent());
    for (const auto absent : {P::accepting, P::closed, P::filtered}) {
        port.state = absent;
        EXPECT_TRUE(!port.is_open() && port.is_conclusive() && port.is_absent());
    }
}

SeenPort looked_at(std::string host, const Address& address, const Service& service) {
    return seen(std::make_shared<MailSession>(
        MailSession{.endpoint = {std::move(host), address, service}}));
}

TEST(World, finds_a_port_by_address_and_number) {
    World world;
    world.of<MailSession>() = {looked_at("a.example", here, smtp),
                               looked_at("a.example", there, smtp),
                               looked_at("b.example", here, pop3)};
    EXPECT_EQ(world.port(here, 25), &world.of<MailSession>()[0]);
    EXPECT_EQ(world.port(there, 25), &world.of<MailSession>()[1]);
    EXPECT_EQ(world.port(here, 110), &world.of<MailSession>()[2]);
    EXPECT_EQ(world.port(there, 110), nullptr);
    EXPECT_EQ(World{}.port(here, 25), nullptr);
}

TEST(World, finds_a_reverse_look_up_by_address) {
    World world;
    world.of<ReverseDns>() = {
        std::make_shared<ReverseDns>(ReverseDns{"a.example", here, {}, {}, {}})};
    EXPECT_EQ(world.reverse_of(here), world.of<ReverseDns>()[0].get());
    EXPECT_EQ(world.reverse_of(there), nullptr);
}

TEST(Needs, are_joined_without_repeats_in_order) {
    Needs ours;
    ours.require<MailSession>({"a.example", here, smtp});
    ours.require<ReverseDns>({"a.example", here});
    Needs theirs;
    theirs.require<MailSession>({"a.example", here, pop3});
    theirs.require<MailSession>({"a.example", here, smtp});
    theirs.require<MailSession>({"a.example", there, smtp});
    theirs.require<ReverseDns>({"b.example", here});
    theirs.require<ReverseDns>({"a.example", here});
    theirs.require<Listing>({"a.example", here});
    theirs.require<Listing>({"a.example", here});
    ours.add(theirs);
    ASSERT_EQ(ours.of<MailSession>().size(), 3U);
    EXPECT_EQ(ours.of<MailSession>()[0].service.port, 25);
    EXPECT_EQ(ours.of<MailSession>()[1].service.port, 110);
    EXPECT_EQ(ours.of<MailSession>()[2].address, there);
    ASSERT_EQ(ours.of<ReverseDns>().size(), 2U);
    EXPECT_EQ(ours.of<ReverseDns>()[1].host, "b.example");
    EXPECT_EQ(ours.of<Listing>().size(), 1U);
    ours.add(ours);
    EXPECT_EQ(ours.of<MailSession>().size(), 3U);
}

/// A kind that the model does not know.
struct Weather {
    int degrees = 0;
};

TEST(World, holds_kinds_apart_and_a_copy_on_its_own) {
    World world;
    EXPECT_EQ(world.one<Weather>(), nullptr);
    world.of<Weather>() = {std::make_shared<Weather>(Weather{20})};
    auto copy = world;
    copy.of<Weather>().push_back(std::make_shared<Weather>(Weather{30}));
    EXPECT_EQ(copy.of<Weather>().size(), 2U);
    EXPECT_EQ(world.of<Weather>().size(), 1U);
    EXPECT_EQ(world.one<Weather>()->degrees, 20);
    EXPECT_TRUE(world.of<ReverseDns>().empty());
}

TEST(Needs, wanting_is_by_kind_and_can_be_taken_back) {
    Needs needs;
    needs.require<Weather>("a.example");
    needs.require<Weather>("a.example");
    EXPECT_EQ(needs.of<Weather>(), std::vector<std::string>{"a.example"});
    EXPECT_TRUE(needs.includes<Weather>("a.example"));
    EXPECT_FALSE(needs.includes<SpfLook>("a.example")) << "another kind with the same key";
    needs.require<SpfLook>("a.example");
    needs.drop<Weather>();
    EXPECT_TRUE(needs.of<Weather>().empty());
    EXPECT_TRUE(needs.includes<SpfLook>("a.example"));
}

}  // namespace
}  // namespace mailwatchd::model
