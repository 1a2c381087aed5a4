#include "observe/reputation/reputation.h"

#include "lists.h"
#include "net/spawn.h"

#include <gtest/gtest.h>

using namespace mailwatchd;
using namespace std::chrono_literals;
using dns::Type;
using model::DnsblState;
using model::SourceWord;
using test::ip;
using Word = SourceWord::State;

namespace mailwatchd::observe {
namespace {

model::DnsblCode code(const char* answer, int percent, const char* meaning) {
    model::DnsblCode made{ip(answer), meaning, {}};
    made.percent = percent;
    return made;
}

model::Dnsbl source(std::string name, model::Dnsbl::Kind kind) {
    auto made = dnsbl(std::move(name));
    made.kind = kind;
    return made;
}

/// Three kinds of sources on the scripted network.
struct World : test::ObservedNetwork {
    model::Dnsbl rep = source("rep.example", model::Dnsbl::Kind::address);
    model::Dnsbl dbl = source("dbl.example", model::Dnsbl::Kind::domain);
    model::Dnsbl asn = source("asn.example", model::Dnsbl::Kind::origin);
    model::Dnsbl asn2 = source("asn2.example", model::Dnsbl::Kind::origin);
    std::unique_ptr<Reputations> reputations;

    World() {
        rep.codes = {code("127.0.0.10", 0, "worst"), code("127.0.0.18", 80, "good")};
        model::DnsblCode spam{ip("127.0.1.2"), "spam", {}};
        dbl.codes = {spam};
        dbl.dnsbl_class = model::DnsblClass::serious;
        network.address(at("127.0.0.2", "rep.example"), {"127.0.0.10"});
        network.address("test.dbl.example", {"127.0.1.2"});
        network.txt("1.2.0.192.origin.asn.example", {"64500 | 192.0.2.0/24 | DE | ripencc | x"});
        network.txt("AS64500.asn.example",
                    {"64500 | DE | ripencc | x | EXAMPLE-AS Example Ltd, DE"});
        network.txt("as64500.asn.example",
                    {"64500 | DE | ripencc | x | EXAMPLE-AS Example Ltd, DE"});
        network.ptr("192.0.2.1", {"mx1.provider.example"});
        renew();
    }
    void renew() {
        reputations = std::make_unique<Reputations>(clock, network, numbers,
                                                    catalogue({rep, dbl, asn, asn2}));
    }
    ReputationPtr look(const Freshness& freshness, const char* address = "192.0.2.1") {
        return clock.run(reputations->look(ip(address), freshness));
    }
    SourceWord domain_word() {
        const auto look = clock.run(reputations->look_domain("example.org", scheduled()));
        return look->words.at(0);
    }
};

TEST(Reputations, asks_every_source_of_an_address) {
    World world;
    world.network.address(at("192.0.2.1", "rep.example"), {"127.0.0.18"});
    const auto look = world.look(world.scheduled());
    ASSERT_EQ(look->words.size(), 1U) << "lists of domains are never queried with an address";
    EXPECT_EQ(look->words[0].source, "rep.example");
    EXPECT_EQ(look->words[0].state, Word::graded);
    EXPECT_EQ(look->words[0].percent, 80);
    EXPECT_EQ(look->words[0].meaning, "good");
    ASSERT_TRUE(look->origin);
    EXPECT_EQ(look->origin->as_numbers, std::vector<std::uint32_t>{64500});
    EXPECT_EQ(look->origin->as_name, "EXAMPLE-AS Example Ltd");
    EXPECT_EQ(look->origin->source, "asn.example");
    EXPECT_EQ(look->ptr, "mx1.provider.example");
    EXPECT_EQ(look->isp_domain, "provider.example");
    EXPECT_EQ(world.reputations->addresses().latest(ip("192.0.2.1")), look);
}

struct WordRow {
    const char* name;
    void (*world)(World&);
    Word state;
    DnsblState trust;
};

const WordRow word_rows[] = {
    {"no_data", [](World&) {}, Word::no_data, DnsblState::proven},
    {"d12_lists_the_world",
     [](World& world) { world.network.address(at("127.0.0.1", "rep.example"), {"127.0.0.10"}); },
     Word::unproven, DnsblState::wildcarding},
    {"d13_blocked",
     [](World& world) { world.network.address(at("127.0.0.2", "rep.example"), {"127.0.0.255"}); },
     Word::unproven, DnsblState::blocked},
    {"d13_blocked_later",
     [](World& world) { world.network.address(at("192.0.2.1", "rep.example"), {"127.0.0.255"}); },
     Word::unproven, DnsblState::blocked},
    {"without_its_key", [](World& world) { world.rep.key = "k"; }, Word::unproven,
     DnsblState::no_credential},
    {"an_answer_that_means_nothing",
     [](World& world) { world.network.address(at("192.0.2.1", "rep.example"), {"127.0.0.77"}); },
     Word::unknown, DnsblState::proven},
    {"d1_no_answer",
     [](World& world) {
         world.network.fails(at("192.0.2.1", "rep.example"), Type::a, base::Errc::timed_out);
     },
     Word::unknown, DnsblState::proven},
};

class AddressWord : public testing::TestWithParam<WordRow> {};

TEST_P(AddressWord, is_never_a_figure_of_nothing) {
    World world;
    GetParam().world(world);
    world.renew();
    const auto look = world.look(world.scheduled());
    ASSERT_EQ(look->words.size(), 1U);
    EXPECT_EQ(static_cast<int>(look->words[0].state), static_cast<int>(GetParam().state));
    EXPECT_EQ(name(look->words[0].trust), name(GetParam().trust));
}

INSTANTIATE_TEST_SUITE_P(Table, AddressWord, testing::ValuesIn(word_rows),
                         [](const auto& row) { return row.param.name; });

TEST(Reputations, the_lowest_of_several_answers_counts) {
    World world;
    world.network.address(at("192.0.2.1", "rep.example"), {"127.0.0.10", "127.0.0.18"});
    EXPECT_EQ(world.look(world.scheduled())->words.at(0).percent, 0);
}

TEST(Reputations, an_octet_may_be_the_percentage) {
    World world;
    model::DnsblCode score{ip("127.0.4.0"), "score", {}};
    score.mask[3] = 0;
    score.percent_is_octet = true;
    world.rep.codes = {score};
    world.renew();
    world.network.address(at("192.0.2.1", "rep.example"), {"127.0.4.93"});
    EXPECT_EQ(world.look(world.scheduled())->words.at(0).percent, 93);
}

TEST(Reputations, a_source_that_is_off_says_nothing) {
    World world;
    world.rep.enabled = false;
    world.renew();
    EXPECT_TRUE(world.look(world.scheduled())->words.empty());
    EXPECT_EQ(world.queries(at("192.0.2.1", "rep.example"), Type::a), 0);
}

TEST(DomainWord, clear_is_good_and_listed_is_bad) {
    World world;
    EXPECT_EQ(world.domain_word().percent, 100);
    world.network.address("example.org.dbl.example", {"127.0.1.2"});
    world.clock.advance(1h);
    const auto word = world.domain_word();
    EXPECT_EQ(word.state, Word::graded);
    EXPECT_EQ(word.percent, 0);
    EXPECT_EQ(word.meaning, "spam");
    EXPECT_EQ(word.dnsbl_class, model::DnsblClass::serious);
    EXPECT_EQ(world.queries(at("127.0.0.2", "dbl.example"), Type::a), 0);
}

struct EarlierRow {
    const char* name;
    SourceWord now;
    SourceWord before;
    base::Duration since;
    bool stands;
};

SourceWord word(Word state, DnsblState trust = DnsblState::proven) {
    SourceWord word;
    word.source = "rep.example";
    word.state = state;
    word.trust = trust;
    return word;
}

const EarlierRow earlier_rows[] = {
    {"no_answer", word(Word::unknown), word(Word::graded), 1h, true},
    {"no_data_is_an_answer", word(Word::unknown), word(Word::no_data), 1h, true},
    {"silent_in_its_test", word(Word::unproven, DnsblState::silent), word(Word::graded), 1h, true},
    {"refused_us", word(Word::unproven, DnsblState::blocked), word(Word::graded), 1h, true},
    {"answers_for_all", word(Word::unproven, DnsblState::wildcarding), word(Word::graded), 1h,
     false},
    {"answered", word(Word::graded), word(Word::graded), 1h, false},
    {"nothing_known", word(Word::unknown), word(Word::unknown), 1h, false},
    {"for_thirty_days", word(Word::unknown), word(Word::graded), 30 * 24h, true},
    {"and_no_longer", word(Word::unknown), word(Word::graded), 30 * 24h + 1s, false},
};

class EarlierWords : public testing::TestWithParam<EarlierRow> {};

TEST_P(EarlierWords, stand_while_the_source_may_answer_again) {
    const base::Instant now{1000 * 24h};
    model::Reputation before;
    before.taken_at = now + 500 * 24h;  // The clock was set back since: only `since` counts.
    before.words = {GetParam().before};
    const auto found = earlier_words({GetParam().now}, before, GetParam().since, now);
    ASSERT_EQ(found.size(), GetParam().stands ? 1U : 0U);
    if (GetParam().stands) EXPECT_EQ(found[0].taken_at, now - GetParam().since);
    if (!GetParam().before.is_answer()) return;
    // The look after that one.
    before.earlier = {{GetParam().before, before.taken_at - 1h}};
    before.words = {word(Word::unknown)};
    const auto later = earlier_words({GetParam().now}, before, GetParam().since - 1h, now);
    EXPECT_EQ(later.size(), GetParam().stands ? 1U : 0U);
}

INSTANTIATE_TEST_SUITE_P(Table, EarlierWords, testing::ValuesIn(earlier_rows),
                         [](const auto& row) { return row.param.name; });

TEST(Reputations, what_a_silent_source_said_stands) {
    World world;
    world.network.address(at("192.0.2.1", "rep.example"), {"127.0.0.18"});
    world.look(world.scheduled());
    world.network.fails(at("192.0.2.1", "rep.example"), Type::a, base::Errc::timed_out);
    world.clock.advance(13h);
    const auto look = world.look(world.scheduled());
    ASSERT_EQ(look->words.size(), 1U);
    EXPECT_FALSE(look->words[0].is_answer());
    ASSERT_EQ(look->earlier.size(), 1U);
    EXPECT_EQ(look->earlier[0].word.percent, 80);
}

TEST(Origins, are_kept_for_days) {
    World world;
    const auto asked = [&] { return world.queries("1.2.0.192.origin.asn.example", Type::txt); };
    world.look(world.scheduled());
    world.clock.advance(47h);
    world.look(world.scheduled());
    EXPECT_EQ(asked(), 1);
    world.clock.advance(26h);
    world.look(world.scheduled());
    EXPECT_EQ(asked(), 2);
}

TEST(Origins, have_a_fallback) {
    World world;
    world.network.fails("1.2.0.192.origin.asn.example", Type::txt, base::Errc::server_failure);
    world.network.txt("1.2.0.192.origin.asn2.example", {"64502 | 192.0.2.0/24 | FR | ripencc | x"});
    const auto look = world.look(world.scheduled());
    ASSERT_TRUE(look->origin);
    EXPECT_EQ(look->origin->source, "asn2.example");
    EXPECT_EQ(look->origin->as_name, "");
}

TEST(Origins, an_old_one_serves_where_nobody_answers) {
    World world;
    world.look(world.scheduled());
    world.network.fails("1.2.0.192.origin.asn.example", Type::txt, base::Errc::timed_out);
    world.clock.advance(24h * 5);
    EXPECT_TRUE(world.look(world.scheduled())->origin);
}

net::Awaitable<void> ask(World& world, Freshness freshness, std::vector<ReputationPtr>& seen) {
    const auto address = ip("192.0.2.1");
    auto look = co_await world.reputations->look(address, freshness);
    seen.push_back(std::move(look));
}

TEST(Reputations, many_askers_are_one_look) {
    World world;
    world.network.answers[{at("127.0.0.2", "rep.example"), Type::a}].delay = 1s;
    std::vector<ReputationPtr> seen;
    for (int i = 0; i < 100; ++i) world.clock.start(ask(world, world.scheduled(), seen));
    world.clock.advance(1min);
    ASSERT_EQ(seen.size(), 100U);
    for (const auto& each : seen) EXPECT_EQ(each, seen.front());
    EXPECT_EQ(world.queries(at("192.0.2.1", "rep.example"), Type::a), 1);
    EXPECT_EQ(world.clock.sleepers(), 0U);
}

TEST(Reputations, a_cancelled_look_is_none) {
    World world;
    world.network.answers[{at("127.0.0.2", "rep.example"), Type::a}].delay = 10s;
    std::vector<ReputationPtr> seen;
    const net::CancelHandle stop;
    world.clock.start(ask(world, world.scheduled(), seen), stop);
    world.clock.advance(1s);
    stop.cancel();
    world.clock.settle();
    EXPECT_EQ(seen, std::vector<ReputationPtr>{nullptr});
    EXPECT_EQ(world.reputations->addresses().latest(ip("192.0.2.1")), nullptr);
    EXPECT_EQ(world.clock.sleepers(), 0U);
}

}  // namespace
}  // namespace mailwatchd::observe
