#include "observe/spf/spf.h"

#include "network.h"
#include "observe/spf/fields.h"
#include "observe/spf/readings.h"

#include <gtest/gtest.h>

using namespace mailwatchd;
using namespace std::chrono_literals;
using base::Errc;
using dns::Type;
using model::SpfResult;

namespace mailwatchd::observe {
namespace {

class Spf : public testing::Test, protected test::ObservedNetwork {
protected:
    Spf() {
        network.txt("example.org", {"v=spf1 mx include:spf.example.net -all", "other"});
        network.mx("example.org", {{10, "mx1.example.org"}});
        network.address("mx1.example.org", {"192.0.2.1", "2001:db8::1"});
        network.txt("spf.example.net", {"v=spf1 ip4:198.51.100.0/24"});
    }

    SpfPtr look(Freshness freshness) {
        return clock.run(looks.look("example.org", std::move(freshness)));
    }

    net::Awaitable<void> looking(Freshness freshness) {
        co_await looks.look("example.org", std::move(freshness));
    }

    SpfLooks looks{clock, network, numbers};
};

TEST_F(Spf, looks_at_the_whole_tree) {
    const auto seen = look(scheduled());
    EXPECT_EQ(seen->result, SpfResult::fail);
    EXPECT_EQ(seen->lookups, 2);
    EXPECT_EQ(seen->void_lookups_v6, 0);
    EXPECT_TRUE(seen->remarks.empty());
    ASSERT_EQ(seen->senders.size(), 1U);
    EXPECT_EQ(seen->senders[0].addresses.size(), 2U);
    EXPECT_EQ(queries("example.org", Type::txt), 1);
}

TEST_F(Spf, is_taken_once_while_fresh) {
    const auto first = look(scheduled());
    clock.advance(5min);
    EXPECT_EQ(look(scheduled(10min)), first);
    EXPECT_NE(look(scheduled(1min)), first);
    EXPECT_EQ(queries("example.org", Type::txt), 2);
}

TEST_F(Spf, is_one_flight_for_many) {
    network.answers[{"example.org", Type::txt}].delay = 1s;
    std::vector<SpfPtr> seen(3);
    const auto one = [&](SpfPtr& into) -> net::Awaitable<void> {
        auto freshness = scheduled();
        into = co_await looks.look("example.org", std::move(freshness));
    };
    for (auto& into : seen) clock.start(one(into));
    clock.advance(10s);
    ASSERT_NE(seen[0], nullptr);
    EXPECT_EQ(seen[1], seen[0]);
    EXPECT_EQ(seen[2], seen[0]);
    EXPECT_EQ(queries("example.org", Type::txt), 1);
}

TEST_F(Spf, d1_failure_is_unknown_and_takes_no_sender_away) {
    look(scheduled());
    network.fails("example.org", Type::txt, Errc::server_failure);
    clock.advance(1h);
    const auto seen = look(scheduled());
    EXPECT_EQ(seen->result, SpfResult::temperror);
    const auto readings = readings_of(*seen);
    ASSERT_EQ(readings.size(), 1U);
    EXPECT_FALSE(readings[0].is_known());
    EXPECT_EQ(readings[0].reason, model::Reason::dns_failure);
    EXPECT_EQ(looks.senders("example.org").size(), 1U);
    EXPECT_EQ(looks.latest("example.org"), seen);
}

TEST_F(Spf, failure_is_asked_again) {
    network.fails("example.org", Type::txt, Errc::server_failure);
    look(scheduled());
    network.txt("example.org", {"v=spf1 -all"});
    EXPECT_EQ(look(scheduled(1h))->result, SpfResult::fail);
}

TEST_F(Spf, reading_is_the_record) {
    const auto readings = readings_of(*look(scheduled()));
    ASSERT_EQ(readings.size(), 1U);
    EXPECT_EQ(readings[0].subject, model::Subject::name("example.org"));
    EXPECT_EQ(readings[0].full_name(), "spf");
    EXPECT_EQ(readings[0].value, "v=spf1 mx include:spf.example.net -all");
}

TEST_F(Spf, measures_who_may_send) {
    network.txt("example.org", {"v=spf1 include:spf.example.net ip4:0.0.0.0/0 -all"});
    const auto seen = look(scheduled());
    EXPECT_EQ(seen->v4.others, 0U);
    EXPECT_EQ(seen->v4.passing_terms, std::vector<std::string>{"ip4:0.0.0.0/0"});
    EXPECT_EQ(seen->v6.unlisted, SpfResult::fail);
}

struct OldRow {
    const char* name;
    std::vector<std::string> records;
    std::optional<SpfResult> all;
    SpfResult unlisted;
    std::string term;
};

const OldRow old_rows[] = {
    {"fail", {"v=spf1 -all"}, SpfResult::fail, SpfResult::fail, "-all"},
    {"softfail", {"v=spf1 ~all"}, SpfResult::softfail, SpfResult::softfail, "~all"},
    {"neutral", {"v=spf1 ?all"}, SpfResult::neutral, SpfResult::neutral, "?all"},
    {"no_all", {"v=spf1"}, std::nullopt, SpfResult::neutral, "no all"},
    {"pass", {"v=spf1 all"}, SpfResult::pass, SpfResult::pass, ""},
    {"none", {}, std::nullopt, SpfResult::none, ""},
    {"several", {"v=spf1", "v=spf1"}, std::nullopt, SpfResult::permerror, ""},
};

/// What version 0.1 stored is judged as version 0.1 judged it.
TEST(OldSpf, is_upgraded) {
    for (const auto& row : old_rows) {
        model::FirstSpfLook first;
        first.look.records = row.records;
        first.all = row.all;
        const auto look = model::upgraded(first);
        for (const auto* const scope : {&look.v4, &look.v6}) {
            EXPECT_EQ(name(scope->unlisted), name(row.unlisted)) << row.name;
            EXPECT_EQ(scope->unlisted_term, row.term) << row.name;
            EXPECT_EQ(scope->others == 0, row.all == SpfResult::pass) << row.name;
            EXPECT_EQ(scope->passing > 0, row.all == SpfResult::pass) << row.name;
            EXPECT_EQ(scope->passing_terms.empty(), row.all != SpfResult::pass) << row.name;
        }
    }
}

TEST_F(Spf, confirmation_asks_past_the_caches_for_the_record_itself) {
    network.address("ns.example.org", {"192.0.2.53"});
    look(confirming());
    EXPECT_GT(queries("example.org", Type::ns), 0);
    EXPECT_EQ(queries("spf.example.net", Type::ns), 0);
}

TEST_F(Spf, of_senders_the_latest_look_counts_not_the_last_to_end) {
    network.answers[{"example.org", Type::txt}].delay = 10s;
    clock.start(looking(scheduled()));
    clock.advance(1s);
    network.txt("example.org", {"v=spf1 ip4:192.0.2.9 -all"});
    look(scheduled());
    ASSERT_EQ(looks.senders("example.org").size(), 1U);
    EXPECT_EQ(looks.senders("example.org")[0].host, "192.0.2.9");
    clock.advance(1min);
    ASSERT_EQ(looks.senders("example.org").size(), 1U);
    EXPECT_EQ(looks.senders("example.org")[0].host, "192.0.2.9");
}

TEST_F(Spf, senders_that_the_state_held_never_replace_those_of_a_look) {
    const auto seen = look(scheduled());
    auto older = *seen;
    older.taken_at -= 1h;
    older.senders = {{"192.0.2.9", {test::ip("192.0.2.9")}}};
    looks.restore(std::make_shared<const model::SpfLook>(older));
    ASSERT_EQ(looks.senders("example.org").size(), 1U);
    EXPECT_EQ(looks.senders("example.org")[0].host, seen->senders[0].host);
}

TEST_F(Spf, record_of_type_99_is_seen_and_never_waited_for) {
    const dns::Question old{"example.org", Type::spf};
    network.answers[old] = network.answers[{"spf.example.net", Type::txt}];
    ASSERT_EQ(look(scheduled())->remarks.size(), 1U);
    EXPECT_EQ(looks.latest("example.org")->remarks[0].kind, model::SpfRemark::Kind::record_type_99);
    network.fails("example.org", Type::spf, Errc::timed_out);
    network.answers[old].delay = 1h;
    clock.advance(1min);
    const auto before = clock.ticks();
    EXPECT_TRUE(look(scheduled())->remarks.empty());
    EXPECT_LE(clock.ticks() - before, 5s);
}

TEST_F(Spf, d14_a_dead_server_ends_after_twenty_seconds) {
    network.answers[{"spf.example.net", Type::txt}].delay = 1h;
    const auto before = clock.ticks();
    EXPECT_EQ(look(scheduled())->result, SpfResult::temperror);
    EXPECT_EQ(clock.ticks() - before, 20s);
}

TEST_F(Spf, d14_evaluation_ends_after_twenty_seconds) {
    for (int i = 0; i < 9; ++i) {
        const auto name = "a" + std::to_string(i) + ".example";
        network.address(name, {"192.0.2.99"});
        network.answers[{name, Type::a}].delay = 15s;
    }
    network.txt("example.org", {"v=spf1 a:a0.example a:a1.example a:a2.example -all"});
    const auto before = clock.ticks();
    auto request = spf::mail_from(test::ip("192.0.2.1"), "ann@example.org", "h.example");
    const auto found = clock.run(evaluate_spf(clock, network, std::move(request)));
    EXPECT_EQ(found.result, SpfResult::temperror);
    EXPECT_EQ(clock.ticks() - before, 20s);
}

TEST_F(Spf, evaluation_says_what_a_receiver_would) {
    auto request = spf::mail_from(test::ip("198.51.100.7"), "ann@example.org", "h.example");
    const auto found = clock.run(evaluate_spf(clock, network, std::move(request)));
    EXPECT_EQ(found.result, SpfResult::pass);
    EXPECT_EQ(found.mechanism, "include:spf.example.net");
}

}  // namespace
}  // namespace mailwatchd::observe
