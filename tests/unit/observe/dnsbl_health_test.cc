// The consequences of a list that fails its self-test: no listings, few queries, and its name in
// the report.
#include "lists.h"
#include "observe/dnsbl/dnsbl_trust.h"

#include <gtest/gtest.h>

using namespace mailwatchd;
using namespace std::chrono_literals;
using dns::Type;
using model::DnsblState;
using test::ip;
using Family = model::Address::Family;
using State = model::Listing::State;

namespace mailwatchd::observe {
namespace {

struct SilentRow {
    const char* name;
    void (*make)(model::Dnsbl&);
    DnsblState state;
};

const SilentRow never[] = {
    {"retired", [](model::Dnsbl& dnsbl) { dnsbl.retired = true; }, DnsblState::retired},
    {"off", [](model::Dnsbl& dnsbl) { dnsbl.enabled = false; }, DnsblState::off},
    {"no_credential", [](model::Dnsbl& dnsbl) { dnsbl.key = "k"; }, DnsblState::no_credential},
};

class NeverAsked : public testing::TestWithParam<SilentRow> {};

TEST_P(NeverAsked, stands_in_the_matrix_without_a_question) {
    Lists lists;
    lists.proves();
    GetParam().make(lists.bl);
    lists.bl.note = "why";
    lists.dnsbls.set_catalogue(catalogue({lists.bl}));
    for (const bool looked : {false, true}) {
        if (looked) {
            EXPECT_EQ(lists.look(), nullptr);
        }
        const auto health = lists.dnsbls.health();
        ASSERT_EQ(health.size(), 1U);
        EXPECT_EQ(name(health.front().state), name(GetParam().state));
        EXPECT_EQ(health.front().evidence, "why");
    }
    EXPECT_EQ(lists.queries(), 0);
    lists.dnsbls.set_catalogue(catalogue({dnsbl("bl.example")}));
    lists.bl = dnsbl("bl.example");
    EXPECT_EQ(lists.look("192.0.2.1", lists.scheduled(12h))->state, State::clear)
        << "a reload switched it on";
}

INSTANTIATE_TEST_SUITE_P(Table, NeverAsked, testing::ValuesIn(never),
                         [](const auto& row) { return row.param.name; });

/// A list with a key on the scripted network.
struct Keyed : Lists {
    Keyed() {
        bl.key = "dq";
        dnsbls.set_catalogue(catalogue({bl}));
        dnsbls.set_keys(std::make_shared<const std::map<std::string, std::string>>(
            std::map<std::string, std::string>{{"dq", "s3cretlabel"}}));
        lists("127.0.0.2", "127.0.0.2", "s3cretlabel.bl.example");
        lists("192.0.2.1", "127.0.0.4", "s3cretlabel.bl.example");
    }
};

TEST(KeyedDnsbl, asks_with_the_key_as_a_label) {
    Keyed lists;
    const auto listing = lists.look();
    ASSERT_TRUE(listing);
    EXPECT_EQ(listing->state, State::listed);
    EXPECT_EQ(listing->dnsbl, "bl.example");
    EXPECT_EQ(lists.asked("192.0.2.1"), 0) << "never without it";
}

TEST(KeyedDnsbl, never_shows_the_key) {
    Keyed lists;
    lists.network.txt(at("192.0.2.1", "s3cretlabel.bl.example"),
                      {"see 1.2.0.192.S3CRETLABEL.bl.example and s3cretlabel"});
    EXPECT_EQ(lists.look()->text, "see 1.2.0.192.<key>.bl.example and <key>");
    lists.network.fails(at("192.0.2.2", "s3cretlabel.bl.example"), Type::a,
                        base::Errc::server_failure);
    const auto unknown = lists.look("192.0.2.2");
    EXPECT_EQ(unknown->state, State::unknown);
    EXPECT_NE(unknown->text.find("<key>"), std::string::npos) << unknown->text;
    EXPECT_EQ(unknown->text.find("s3cret"), std::string::npos) << unknown->text;
    lists.network.fails(at("127.0.0.2", "s3cretlabel.bl.example"), Type::a,
                        base::Errc::server_failure);
    lists.clock.advance(1h);
    const auto health = lists.prove(lists.scheduled());
    EXPECT_EQ(health->state, DnsblState::silent);
    EXPECT_EQ(health->evidence.find("s3cret"), std::string::npos) << health->evidence;
}

/// zen contains xbl.
struct Holding : Lists {
    model::Dnsbl zen = dnsbl("zen.example");
    model::Dnsbl xbl = dnsbl("xbl.example");
    Holding() {
        xbl.part_of = {"dq.example", "zen.example"};
        dnsbls.set_catalogue(catalogue({zen, xbl}));
        proves("xbl.example");
        lists("192.0.2.1", "127.0.0.4", "xbl.example");
    }
};

TEST(PartOfAList, is_not_asked_while_the_whole_is_proven) {
    Holding lists;
    lists.proves("zen.example");
    EXPECT_EQ(lists.clock.run(lists.dnsbls.look(lists.xbl, ip("192.0.2.1"), lists.scheduled())),
              nullptr);
    EXPECT_EQ(lists.queries(at("192.0.2.1", "xbl.example"), Type::a), 0);
    EXPECT_EQ(lists.queries(at("127.0.0.2", "xbl.example"), Type::a), 0);
    const auto health =
        lists.clock.run(lists.dnsbls.prove(lists.xbl, Family::v4, lists.scheduled()));
    EXPECT_EQ(health->state, DnsblState::covered);
    EXPECT_EQ(health->evidence, "part of zen.example");
}

TEST(PartOfAList, is_asked_where_the_whole_is_not_proven) {
    Holding lists;
    lists.lists("127.0.0.2", "127.255.255.254", "zen.example");
    const auto listing =
        lists.clock.run(lists.dnsbls.look(lists.xbl, ip("192.0.2.1"), lists.scheduled()));
    ASSERT_TRUE(listing);
    EXPECT_EQ(listing->state, State::listed);
}

TEST(PartOfAList, is_asked_where_the_whole_is_off) {
    Holding lists;
    lists.proves("zen.example");
    lists.zen.enabled = false;
    lists.dnsbls.set_catalogue(catalogue({lists.zen, lists.xbl}));
    EXPECT_TRUE(lists.clock.run(lists.dnsbls.look(lists.xbl, ip("192.0.2.1"), lists.scheduled())));
}

TEST(BlockedDnsbl, d13_is_left_alone_for_ten_minutes) {
    Lists lists;
    lists.proves();
    lists.lists("192.0.2.1", "127.255.255.255");
    EXPECT_EQ(lists.look()->reason, model::Reason::resolver_unfit);
    const auto before = lists.queries();
    EXPECT_EQ(lists.look("192.0.2.2"), nullptr) << "the rest of the round is not asked";
    EXPECT_EQ(lists.prove(lists.confirming())->state, DnsblState::blocked);
    lists.clock.advance(9min);
    EXPECT_EQ(lists.look("192.0.2.2", lists.scheduled()), nullptr);
    EXPECT_EQ(lists.queries(), before);
    lists.clock.advance(2min);
    EXPECT_EQ(lists.look("192.0.2.2", lists.scheduled(1h))->state, State::clear)
        << "a refusal is not remembered longer, however old a proof may be";
}

TEST(SuspiciousRound, d12_ends_with_a_second_proof) {
    Lists lists;
    lists.proves();
    lists.look("192.0.2.2");
    lists.clock.advance(1min);
    // During the round the domain expires, and its new owner lists everything.
    lists.lists("192.0.2.1", "127.0.0.2");
    lists.lists("127.0.0.1", "127.0.0.2");
    EXPECT_EQ(lists.look("192.0.2.1", lists.scheduled(1h))->state, State::listed);
    EXPECT_TRUE(lists.dnsbls.is_proven("bl.example", Family::v4));
    lists.clock.run(lists.dnsbls.prove_suspicious(lists.scheduled(1h)));
    EXPECT_FALSE(lists.dnsbls.is_proven("bl.example", Family::v4));
    EXPECT_EQ(name(lists.dnsbls.health().front().state), name(DnsblState::wildcarding));
}

TEST(SuspiciousRound, a_listing_that_stays_is_none) {
    Lists lists;
    lists.proves();
    lists.lists("192.0.2.1", "127.0.0.2");
    lists.look();
    lists.clock.advance(1min);
    lists.clock.run(lists.dnsbls.prove_suspicious(lists.scheduled(1h)));
    EXPECT_EQ(lists.asked("127.0.0.2"), 2);
    lists.look("192.0.2.1", lists.scheduled(0min));
    lists.clock.run(lists.dnsbls.prove_suspicious(lists.scheduled(1h)));
    EXPECT_EQ(lists.asked("127.0.0.2"), 2) << "known before: nothing new to test";
}

TEST(Quarantine, grows_from_a_day_to_eight) {
    Lists lists;  // Its list is empty.
    std::vector<int> days;
    int asked = 0;
    const auto start = lists.clock.now();
    while (lists.clock.now() - start < std::chrono::days{39}) {
        lists.prove(lists.scheduled(1h));
        if (lists.asked("127.0.0.2") != asked)
            days.push_back(static_cast<int>((lists.clock.now() - start) / std::chrono::days{1}));
        asked = lists.asked("127.0.0.2");
        lists.clock.advance(61min);
    }
    const auto after_a_day = std::ranges::find(days, 1);
    EXPECT_GE(after_a_day - days.begin(), 20) << "an outage of hours is no death";
    EXPECT_EQ((std::vector<int>(after_a_day, days.end())),
              (std::vector<int>{1, 2, 4, 8, 16, 24, 32}));
}

TEST(Quarantine, ends_with_the_first_good_proof) {
    Lists lists;
    lists.prove(lists.scheduled());
    lists.clock.advance(25h);
    EXPECT_NE(lists.prove(lists.scheduled())->ask_again, base::Instant{});
    lists.proves();
    EXPECT_EQ(lists.prove(lists.scheduled())->state, DnsblState::empty);
    lists.clock.advance(1min);
    EXPECT_EQ(lists.prove(lists.confirming())->state, DnsblState::proven)
        << "a question about the list itself is asked out of turn";
    EXPECT_EQ(lists.dnsbls.health().front().ask_again, base::Instant{});
}

TEST(Quarantine, survives_a_restart) {
    Lists lists;
    lists.prove(lists.scheduled());
    lists.clock.advance(25h);
    lists.prove(lists.scheduled());
    DnsblClient after{lists.clock, lists.network, lists.numbers, catalogue({lists.bl})};
    for (const auto& health : lists.dnsbls.health())
        after.restore(std::make_shared<const model::DnsblHealth>(health));
    const auto before = lists.queries();
    lists.clock.run(after.prove(lists.bl, Family::v4, lists.scheduled()));
    EXPECT_EQ(lists.queries(), before);
}

TEST(Pace, spreads_the_questions_to_one_list) {
    Lists lists;
    lists.proves();
    const auto start = lists.clock.ticks();
    for (int i = 0; i < 20; ++i)
        lists.look(("198.51.100." + std::to_string(i)).c_str(), lists.scheduled(1h));
    EXPECT_GE(lists.clock.ticks() - start, 2s) << "ten a second";
    EXPECT_LE(lists.clock.ticks() - start, 3s);
}

TEST(ListOfNames, is_proven_by_names_and_asked_with_one) {
    Lists lists;
    auto& dbl = lists.bl;
    dbl.kind = model::Dnsbl::Kind::domain;
    lists.network.address("test.bl.example", {"127.0.1.2"});
    lists.network.address("example.org.bl.example", {"127.0.1.4"});
    const auto result =
        lists.clock.run(lists.dnsbls.lookup(dbl, "example.org", Family::v4, lists.scheduled()));
    EXPECT_EQ(result.health->state, DnsblState::proven);
    EXPECT_TRUE(result.health->of_names);
    EXPECT_EQ(result.said.kind, DnsblAnswer::Kind::listed);
    EXPECT_EQ(lists.queries("invalid.bl.example", Type::a), 1);
    EXPECT_EQ(lists.asked("127.0.0.2"), 0) << "never asked with an address";
}

TEST(Test, proves_what_is_never_asked_otherwise) {
    Lists lists;
    lists.bl.retired = true;
    lists.dnsbls.set_catalogue(catalogue({lists.bl}));
    const auto health = lists.clock.run(lists.dnsbls.test(lists.bl, Family::v4, lists.scheduled()));
    EXPECT_EQ(health->state, DnsblState::empty);
    lists.bl.key = "absent";
    const auto keyless =
        lists.clock.run(lists.dnsbls.test(lists.bl, Family::v4, lists.scheduled()));
    EXPECT_EQ(keyless->state, DnsblState::no_credential);
}

}  // namespace
}  // namespace mailwatchd::observe
