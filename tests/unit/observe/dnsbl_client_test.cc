#include "observe/dnsbl/dnsbl_client.h"

#include "lists.h"
#include "net/spawn.h"
#include "two_views.h"

#include <gtest/gtest.h>

using namespace mailwatchd;
using namespace std::chrono_literals;
using base::Errc;
using dns::Type;
using model::DnsblState;
using test::ip;
using Family = model::Address::Family;
using State = model::Listing::State;

namespace mailwatchd::observe {
namespace {

TEST(DnsblClient, a_proven_dnsbl_counts) {
    Lists lists;
    lists.proves();
    lists.lists("192.0.2.1", "127.0.0.4");
    lists.network.txt(at("192.0.2.1"), {"see example.org"});
    const auto listed = lists.look();
    ASSERT_TRUE(listed);
    EXPECT_EQ(listed->state, State::listed);
    EXPECT_EQ(test::texts(listed->answers), std::vector<std::string>{"127.0.0.4"});
    EXPECT_EQ(listed->text, "see example.org");
    EXPECT_EQ(listed->dnsbl, "bl.example");
    EXPECT_EQ(lists.dnsbls.latest(ip("192.0.2.1"), "bl.example"), listed);
    const auto clear = lists.look("192.0.2.2");
    EXPECT_EQ(clear->state, State::clear);
    EXPECT_EQ(lists.queries(at("192.0.2.2"), Type::txt), 0) << "nothing to explain";
}

TEST(DnsblClient, the_proof_is_taken_once_for_all_addresses_of_a_round) {
    Lists lists;
    lists.proves();
    const auto round = lists.scheduled();
    for (const char* const address : {"192.0.2.1", "192.0.2.2", "192.0.2.3"})
        lists.look(address, round);
    EXPECT_EQ(lists.asked("127.0.0.2"), 1);
    EXPECT_EQ(lists.asked("127.0.0.1"), 1);
    EXPECT_EQ(lists.asked("192.0.2.213"), 1);
    lists.clock.advance(1h);
    lists.look("192.0.2.4", lists.scheduled(61min));
    EXPECT_EQ(lists.asked("127.0.0.2"), 1);
    lists.look("192.0.2.4", lists.scheduled(59min));
    EXPECT_EQ(lists.asked("127.0.0.2"), 2);
}

TEST(DnsblClient, each_family_is_proven_by_itself) {
    Lists lists;
    lists.lists("127.0.0.2", "127.0.0.2");
    EXPECT_TRUE(lists.look("192.0.2.1"));
    EXPECT_FALSE(lists.look("2001:db8::1"));
    EXPECT_EQ(lists.dnsbls.health().size(), 2U);
    lists.proves();
    lists.clock.advance(1h);
    EXPECT_TRUE(lists.look("2001:db8::1"));
}

TEST(DnsblClient, a_family_that_is_not_asked_makes_no_question) {
    Lists lists;
    lists.bl.asks_v6 = false;
    EXPECT_FALSE(lists.look("2001:db8::1"));
    EXPECT_EQ(lists.queries(), 0);
}

struct Row {
    const char* name;
    void (*world)(Lists&);
    DnsblState state;
};

const Row rows[] = {
    {"empty", [](Lists&) {}, DnsblState::empty},
    {"d12_lists_the_world",
     [](Lists& lists) {
         lists.network.resolve_others = [](const dns::Question& question) {
             dns::Answer answer{.question = question, .canonical = question.name};
             answer.records.push_back({question.name, Type::a, 60, ip("127.0.0.2")});
             return base::Result<dns::Answer>{answer};
         };
     },
     DnsblState::wildcarding},
    {"d12_rewriting_resolver",
     [](Lists& lists) {
         lists.proves();
         lists.network.resolve_others = [](const dns::Question& question) {
             dns::Answer answer{.question = question, .canonical = question.name};
             answer.records.push_back({question.name, Type::a, 60, ip("203.0.113.80")});
             return base::Result<dns::Answer>{answer};
         };
     },
     DnsblState::parked},
    {"d13_blocked", [](Lists& lists) { lists.lists("127.0.0.2", "127.255.255.254"); },
     DnsblState::blocked},
    {"d1_silent",
     [](Lists& lists) { lists.network.fails(at("127.0.0.2"), Type::a, Errc::timed_out); },
     DnsblState::silent},
    {"name_servers_in_test_net_rfc6471",
     [](Lists& lists) {
         lists.proves();
         for (const char* const point : {"127.0.0.2", "127.0.0.1", "192.0.2.213"}) {
             lists.network.address(at(point), {});
             lists.network.answers[{at(point), Type::a}].delay = 1h;
         }
     },
     DnsblState::silent},
    {"retired",
     [](Lists& lists) {
         lists.proves();
         lists.bl.retired = true;
     },
     DnsblState::retired},
};

class Unproven : public testing::TestWithParam<Row> {};

TEST_P(Unproven, d12_says_nothing_of_anybody) {
    Lists lists;
    lists.lists("192.0.2.1", "127.0.0.4");
    GetParam().world(lists);
    const auto start = lists.clock.ticks();
    EXPECT_EQ(lists.look(), nullptr);
    EXPECT_LE(lists.clock.ticks() - start, 20s);
    EXPECT_EQ(lists.asked("192.0.2.1"), 0);
    EXPECT_EQ(lists.dnsbls.latest(ip("192.0.2.1"), "bl.example"), nullptr);
    const auto health = lists.dnsbls.health();
    ASSERT_EQ(health.size(), 1U);
    EXPECT_EQ(name(health.front().state), name(GetParam().state));
    EXPECT_EQ(lists.clock.sleepers(), 0U);
}

INSTANTIATE_TEST_SUITE_P(Table, Unproven, testing::ValuesIn(rows),
                         [](const auto& row) { return row.param.name; });

TEST(DnsblClient, a_retired_dnsbl_is_never_asked) {
    Lists lists;
    lists.bl.retired = true;
    lists.look();
    lists.prove(lists.confirming());
    EXPECT_EQ(lists.queries(), 0);
}

struct UnknownRow {
    const char* name;
    void (*world)(Lists&);
    model::Reason reason;
};

const UnknownRow unknown_rows[] = {
    {"d1_server_failure",
     [](Lists& lists) { lists.network.fails(at("192.0.2.1"), Type::a, Errc::server_failure); },
     model::Reason::dns_failure},
    {"d1_time_out",
     [](Lists& lists) { lists.network.fails(at("192.0.2.1"), Type::a, Errc::timed_out); },
     model::Reason::dns_failure},
    {"d13_blocked_after_the_proof",
     [](Lists& lists) { lists.lists("192.0.2.1", "127.255.255.255"); },
     model::Reason::resolver_unfit},
    {"d12_outside_127", [](Lists& lists) { lists.lists("192.0.2.1", "203.0.113.1"); },
     model::Reason::resolver_unfit},
};

class UnknownListing : public testing::TestWithParam<UnknownRow> {};

TEST_P(UnknownListing, is_asked_again_and_never_a_listing) {
    Lists lists;
    lists.proves();
    GetParam().world(lists);
    const auto listing = lists.look();
    ASSERT_TRUE(listing);
    EXPECT_EQ(listing->state, State::unknown);
    EXPECT_EQ(name(listing->reason), name(GetParam().reason));
    EXPECT_TRUE(listing->answers.empty());
    EXPECT_FALSE(listing->text.empty());
    lists.network.address(at("192.0.2.1"), {});
    lists.network.missing(at("192.0.2.1"), Type::a);
    lists.clock.advance(11min);  // A list that rejected us is not queried for ten minutes.
    EXPECT_EQ(lists.look("192.0.2.1", lists.scheduled(10min))->state, State::clear);
    EXPECT_EQ(lists.asked("192.0.2.1"), 2);
}

INSTANTIATE_TEST_SUITE_P(Table, UnknownListing, testing::ValuesIn(unknown_rows),
                         [](const auto& row) { return row.param.name; });

TEST(DnsblClient, a_listing_is_fresh_as_long_as_the_demand_says) {
    Lists lists;
    lists.proves();
    const auto first = lists.look();
    lists.clock.advance(1h);
    EXPECT_EQ(lists.look("192.0.2.1", lists.scheduled(1h)), first);
    EXPECT_NE(lists.look("192.0.2.1", lists.scheduled(59min)), first);
}

net::Awaitable<void> ask(Lists& lists, Freshness freshness, std::vector<ListingPtr>& seen) {
    const auto address = ip("192.0.2.1");
    auto listing = co_await lists.dnsbls.look(lists.bl, address, freshness);
    seen.push_back(std::move(listing));
}

TEST(DnsblClient, three_hundred_askers_are_four_questions) {
    Lists lists;
    lists.proves();
    lists.network.missing(at("192.0.2.1"), Type::a);
    lists.network.answers[{at("127.0.0.2"), Type::a}].delay = 1s;
    lists.network.answers[{at("192.0.2.1"), Type::a}].delay = 1s;
    std::vector<ListingPtr> seen;
    for (int i = 0; i < 300; ++i) lists.clock.start(ask(lists, lists.scheduled(), seen));
    lists.clock.advance(1min);
    EXPECT_EQ(seen.size(), 300U);
    EXPECT_EQ(lists.queries(), 4);
    for (const auto& each : seen) EXPECT_EQ(each, seen.front());
    EXPECT_EQ(lists.clock.sleepers(), 0U);
}

TEST(DnsblClient, a_cancelled_asker_leaves_nothing_behind) {
    Lists lists;
    lists.proves();
    lists.network.answers[{at("127.0.0.2"), Type::a}].delay = 10s;
    std::vector<ListingPtr> seen;
    const net::CancelHandle stop;
    lists.clock.start(ask(lists, lists.scheduled(), seen), stop);
    lists.clock.advance(1s);
    stop.cancel();
    lists.clock.settle();
    EXPECT_EQ(seen, std::vector<ListingPtr>{nullptr});
    EXPECT_TRUE(lists.dnsbls.health().empty()) << "our leaving says nothing of the list";
    EXPECT_EQ(lists.clock.sleepers(), 0U);
}

TEST(DnsblClient, a_confirmation_goes_past_the_caches) {
    Lists lists;
    test::TwoViews views{lists};
    views.serve("bl.example");
    lists.proves();
    lists.lists("192.0.2.1", "127.0.0.4");
    DnsblClient dnsbls{lists.clock, views, lists.numbers, catalogue({lists.bl})};
    views.own.address(at("127.0.0.2"), {"127.0.0.2"});
    const auto cached = lists.clock.run(dnsbls.look(lists.bl, ip("192.0.2.1"), lists.scheduled()));
    EXPECT_EQ(cached->state, State::listed);
    lists.clock.advance(1min);
    const auto now = lists.clock.run(dnsbls.look(lists.bl, ip("192.0.2.1"), lists.confirming()));
    EXPECT_EQ(now->state, State::clear);
}

TEST(DnsblClient, e3_a_reload_forgets_dnsbls_that_are_gone) {
    Lists lists;
    lists.proves();
    lists.look();
    lists.dnsbls.set_catalogue(catalogue({dnsbl("other.example")}));
    EXPECT_TRUE(lists.dnsbls.health().empty());
    lists.dnsbls.restore(std::make_shared<const model::DnsblHealth>(
        model::DnsblHealth{"bl.example", Family::v4, lists.clock.now(), DnsblState::proven, ""}));
    EXPECT_TRUE(lists.dnsbls.health().empty()) << "the store may know of more";
}

TEST(DnsblClient, restore_keeps_the_newest_listing) {
    Lists lists;
    const auto taken = [&](base::Instant when) {
        return std::make_shared<const model::Listing>(
            model::Listing{ip("192.0.2.1"), "bl.example", when, State::clear});
    };
    const auto newer = taken(lists.clock.now());
    lists.dnsbls.restore(newer);
    lists.dnsbls.restore(taken(lists.clock.now() - 1h));
    EXPECT_EQ(lists.dnsbls.latest(ip("192.0.2.1"), "bl.example"), newer);
}

TEST(DnsblClient, a_long_text_is_cut) {
    Lists lists;
    lists.proves();
    lists.lists("192.0.2.1", "127.0.0.4");
    lists.network.txt(at("192.0.2.1"), {std::string(4000, 'x')});
    EXPECT_EQ(lists.look()->text.size(), 400U);
}

}  // namespace
}  // namespace mailwatchd::observe
