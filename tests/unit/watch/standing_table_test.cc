// The standings in memory: what readings change, what is reported, what is rechecked next.
#include "watch/standing_table.h"

#include "support/readings.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace mailwatchd::watch {
namespace {

using namespace std::chrono_literals;
using base::Moment;
using model::Reading;
using model::Reason;

/// The ticks are independent of the time of day.
const Moment noon{base::Instant{std::chrono::sys_days{std::chrono::year{2026} / 11 / 22} + 12h},
                  base::Ticks{100h}};

model::Subject endpoint(std::uint16_t port) {
    return model::Subject::endpoint(
        {"mx1.example.org", *model::Address::parse("192.0.2.25"), *model::service_of(port)});
}

Reading reading(const model::Subject& subject, const model::ReadingKind& kind, std::string value,
                Reason reason = Reason::none) {
    Reading made;
    made.subject = subject;
    made.kind = &kind;
    made.value = std::move(value);
    made.reason = reason;
    return made;
}

class StandingTableTest : public testing::Test {
protected:
    /// Readings of one observation at that moment, not folded yet.
    std::vector<Reading> taken(Moment when, std::vector<Reading> readings) {
        for (auto& one : readings) {
            one.taken_at = when.wall;
            one.ticks = when.ticks;
            one.look = looks_;
        }
        ++looks_;
        return readings;
    }
    /// Committed immediately.
    Batch fold(const std::vector<Reading>& readings, Moment now) {
        auto batch = standing_table_.ingest(readings, context_, now);
        standing_table_.apply(batch);
        return batch;
    }
    /// One observation at `minute`.
    Batch look(int minute, std::vector<Reading> readings) {
        const auto now = noon + std::chrono::minutes{minute};
        return fold(taken(now, std::move(readings)), now);
    }
    Batch port(int minute, std::string value, std::uint16_t port = 110) {
        return look(minute,
                    {reading(endpoint(port), reading::port, std::move(value), Reason::timeout)});
    }

    ContextOf context_ = [](const Reading&) { return model::ChangeContext{.is_mx = true}; };
    StandingTable standing_table_{"install", {}, test::reading_kinds()};
    std::uint32_t looks_ = 1;
};

TEST_F(StandingTableTest, a_newly_open_port_is_told_once) {
    EXPECT_TRUE(port(0, "closed").transitions.empty());
    EXPECT_TRUE(port(10, "open").transitions.empty());
    EXPECT_TRUE(standing_table_.is_pending(endpoint(110)));
    const auto batch = port(11, "open");
    ASSERT_EQ(batch.transitions.size(), 1U);
    const auto& transition = batch.transitions[0];
    EXPECT_EQ(transition.kind, &change::port_opened);
    EXPECT_EQ(transition.priority, 4);
    EXPECT_EQ(transition.old_value, "closed");
    EXPECT_EQ(transition.new_value, "open");
    EXPECT_EQ(transition.at, (noon + 11min).wall);
    EXPECT_EQ(transition.reading, &reading::port);
    EXPECT_EQ(transition.id.size(), 32U);
    EXPECT_FALSE(standing_table_.is_pending(endpoint(110)));
    EXPECT_TRUE(port(12, "open").transitions.empty());
}

TEST_F(StandingTableTest, three_hundred_targets_on_a_host_are_one_look) {
    port(0, "closed");
    port(10, "open");
    const auto same = taken(noon + 11min, {reading(endpoint(110), reading::port, "open")});
    const std::vector<Reading> shared(300, same.front());
    const auto batch = standing_table_.ingest(shared, context_, noon + 11min);
    EXPECT_EQ(batch.transitions.size(), 1U);
    EXPECT_EQ(batch.standings.size(), 1U);
}

TEST_F(StandingTableTest, nothing_is_believed_before_the_commit) {
    port(0, "closed");
    const auto open = taken(noon + 10min, {reading(endpoint(110), reading::port, "open")});
    const auto first = standing_table_.ingest(open, context_, noon + 10min);
    EXPECT_FALSE(standing_table_.is_pending(endpoint(110)));
    const auto again = standing_table_.ingest(open, context_, noon + 10min);
    EXPECT_EQ(first.standings, again.standings);
    standing_table_.apply(first);
    EXPECT_TRUE(standing_table_.is_pending(endpoint(110)));
    EXPECT_DEATH(standing_table_.apply(again), "one batch at a time");
}

TEST_F(StandingTableTest, words_are_in_every_batch_until_one_is_applied) {
    const auto mx = taken(
        noon, {reading(model::Subject::name("example.org"), reading::mx, "10 mx.example.org")});
    const auto lost = standing_table_.ingest(mx, context_, noon);
    const auto kept = standing_table_.ingest(mx, context_, noon);
    EXPECT_EQ(lost.words.texts, kept.words.texts);
    EXPECT_EQ(kept.words.texts.size(), 1U);
    EXPECT_EQ(kept.words.texts[0].id, first_text_id);
    EXPECT_EQ(kept.words.subjects.size(), 1U);
    standing_table_.apply(kept);
    EXPECT_TRUE(standing_table_.ingest({}, context_, noon).words.texts.empty());
}

TEST_F(StandingTableTest, pending_changes_say_what_to_look_at_and_how_patiently) {
    auto listed = reading(model::Subject::name("a.example"), reading::listed, "clear");
    listed.argument = "zen.example";
    look(0, {reading(endpoint(110), reading::port, "closed"), listed});
    listed.value = "listed";
    look(10, {reading(endpoint(110), reading::port, "open"), listed});
    EXPECT_EQ(standing_table_.next_recheck({}), (noon + 11min).ticks);
    EXPECT_EQ(standing_table_.next_recheck((noon + 11min).ticks), (noon + 15min).ticks);
    EXPECT_FALSE(standing_table_.next_recheck((noon + 15min).ticks));
    EXPECT_TRUE(standing_table_.due_rechecks((noon + 10min).ticks).empty());
    const auto looks = standing_table_.due_rechecks((noon + 15min).ticks);
    ASSERT_EQ(looks.size(), 2U);
    EXPECT_EQ(looks[0].subject, endpoint(110));
    EXPECT_EQ(looks[0].patience, 5min);
    EXPECT_EQ(looks[1].argument, "zen.example");
    EXPECT_EQ(looks[1].patience, 0min);
    EXPECT_EQ(looks[1].at, (noon + 15min).ticks);
    EXPECT_EQ(looks[0].kind, &reading::port);
    EXPECT_EQ(looks[1].kind, &reading::listed);
}

TEST_F(StandingTableTest, a_session_that_came_to_nothing_answers_for_all_it_would_have_shown) {
    look(0, {reading(endpoint(25), reading::port, "open"),
             reading(endpoint(25), reading::starttls, "offered")});
    look(10, {reading(endpoint(25), reading::port, "open"),
              reading(endpoint(25), reading::starttls, "absent")});
    EXPECT_EQ(standing_table_.next_recheck({}), (noon + 11min).ticks);
    port(11, "", 25);
    EXPECT_EQ(standing_table_.next_recheck({}), (noon + 26min).ticks)
        << "else it would be asked for ever";
    for (int minute = 26; minute < 200; minute += 15) port(minute, "", 25);
    EXPECT_FALSE(standing_table_.is_pending(endpoint(25)));
    EXPECT_EQ(standing_table_.value(endpoint(25), reading::starttls), "offered");
}

TEST_F(StandingTableTest, a_port_that_takes_clear_logins_weighs_more) {
    look(0, {reading(endpoint(587), reading::port, "closed")});
    const std::vector open{reading(endpoint(587), reading::port, "open"),
                           reading(endpoint(587), reading::cleartext_login, "yes")};
    look(10, open);
    const auto batch = look(11, open);
    ASSERT_EQ(batch.transitions.size(), 1U);
    EXPECT_EQ(batch.transitions[0].priority, 4);
}

TEST_F(StandingTableTest, the_context_decides_the_rest) {
    port(0, "open", 25);
    for (const int minute : {10, 11, 16}) port(minute, "closed", 25);
    EXPECT_EQ(port(31, "closed", 25).transitions.at(0).priority, 3) << "25 of an MX";
}

TEST_F(StandingTableTest, dropping_it_ends_the_pending_change_and_keeps_the_value) {
    port(0, "closed");
    port(10, "open");
    const auto batch = standing_table_.drop_pending(endpoint(110));
    EXPECT_EQ(batch.settled.size(), 1U);
    standing_table_.apply(batch);
    EXPECT_FALSE(standing_table_.is_pending(endpoint(110)));
    EXPECT_FALSE(standing_table_.next_recheck({}));
    EXPECT_EQ(standing_table_.value(endpoint(110), reading::port), "closed");
    EXPECT_TRUE(standing_table_.drop_pending(endpoint(143)).settled.empty());
}

TEST_F(StandingTableTest, f5_what_was_forgotten_begins_with_a_silent_baseline) {
    port(0, "closed", 25);
    port(0, "closed");
    port(10, "open");
    const auto id = *standing_table_.words().find_subject(endpoint(110));
    standing_table_.forget(std::span{&id, 1});
    EXPECT_EQ(standing_table_.value(endpoint(110), reading::port), "");
    EXPECT_FALSE(standing_table_.is_pending(endpoint(110)));
    EXPECT_EQ(standing_table_.value(endpoint(25), reading::port), "closed");
    EXPECT_TRUE(port(11, "open").transitions.empty());
    EXPECT_TRUE(port(20, "open").transitions.empty());
    EXPECT_EQ(standing_table_.value(endpoint(110), reading::port), "open");
}

TEST_F(StandingTableTest, a_change_of_our_mind_is_a_silent_baseline) {
    const auto target = model::Subject::name("example.org");
    const auto verdict = [&](int minute, std::string value) {
        auto made = reading(target, reading::verdict, std::move(value));
        made.argument = "pop3";
        return taken(noon + std::chrono::minutes{minute}, {std::move(made)});
    };
    fold(verdict(0, "passed"), noon);
    const auto first = fold(verdict(10, "failed"), noon + 10min);
    ASSERT_EQ(first.transitions.size(), 1U);
    const auto changed = standing_table_.find(target, reading::verdict, "pop3");
    ASSERT_TRUE(changed);
    EXPECT_EQ(changed->generation, 1);

    auto batch = standing_table_.ingest(verdict(20, "failed"), context_, noon + 20min);
    standing_table_.make_silent(batch, (noon + 20min).wall);
    standing_table_.apply(batch);
    EXPECT_EQ(standing_table_.find(target, reading::verdict, "pop3")->since, changed->since)
        << "what stayed as it was has changed when it did";

    batch = standing_table_.ingest(verdict(30, "passed"), context_, noon + 30min);
    standing_table_.make_silent(batch, (noon + 31min).wall);
    standing_table_.apply(batch);
    EXPECT_TRUE(batch.transitions.empty());
    EXPECT_EQ(standing_table_.find(target, reading::verdict, "pop3")->generation, 0);
    const auto second = fold(verdict(40, "failed"), noon + 40min);
    ASSERT_EQ(second.transitions.size(), 1U);
    EXPECT_NE(second.transitions.front().id, first.transitions.front().id) << "ids are for ever";
}

/// failure C3: waits use a clock that cannot be set.
TEST_F(StandingTableTest, c3_a_stepped_clock_moves_no_look) {
    for (const auto step : {240h, -240h}) {
        const auto subject = endpoint(step > 0h ? 110 : 143);
        const auto stepped = [step](base::Duration since) {
            return Moment{noon.wall + since + step, noon.ticks + since};
        };
        fold(taken(noon, {reading(subject, reading::port, "closed")}), noon);
        const auto open = taken(noon + 1min, {reading(subject, reading::port, "open")});
        fold(open, noon + 1min);
        EXPECT_EQ(standing_table_.next_recheck({}), (noon + 2min).ticks);
        EXPECT_TRUE(standing_table_.due_rechecks(stepped(119s).ticks).empty());
        EXPECT_TRUE(fold(open, stepped(119s)).standings.empty()) << "folded before";
        EXPECT_EQ(standing_table_.value(subject, reading::port), "closed");
        ASSERT_EQ(standing_table_.due_rechecks(stepped(2min).ticks).size(), 1U);
        const auto batch =
            fold(taken(stepped(2min), {reading(subject, reading::port, "open")}), stepped(2min));
        ASSERT_EQ(batch.transitions.size(), 1U);
        EXPECT_EQ(batch.transitions.front().at, stepped(2min).wall);
    }
}

struct StoredPendingChange {
    const char* name;
    base::Duration ahead;  ///< Of the wall clock at the restart.
    base::Duration next;   ///< On the ticks.
};
const StoredPendingChange stored_pending_changes[] = {
    {"as_it_was", 7min, 7min},
    {"due_while_we_were_away", -2h, -2h},
    {"the_clock_was_70_years_ahead", 24h * 365 * 70, 15min},
};
class RestoredPendingChange : public testing::TestWithParam<StoredPendingChange> {};

/// No recheck is further away than the longest wait (failure C3).
TEST_P(RestoredPendingChange, c3_is_looked_at_in_time) {
    Memory memory;
    memory.pending_changes = {
        {{1, reading::port.number, 0}, base::Ticks{5h}, noon.wall + GetParam().ahead, 1}};
    memory.words.subjects = {{1, endpoint(110)}};
    StandingTable restored{"install", {}, test::reading_kinds()};
    restored.restore(memory, noon);
    EXPECT_EQ(restored.next_recheck({}), noon.ticks + GetParam().next)
        << "the ticks of another start mean nothing";
}
INSTANTIATE_TEST_SUITE_P(Table, RestoredPendingChange, testing::ValuesIn(stored_pending_changes),
                         [](const auto& row) { return row.param.name; });

/// "Written by a newer version" is not "damaged": the rest is loaded.
TEST_F(StandingTableTest, what_is_of_a_kind_that_we_do_not_know_is_left_out) {
    constexpr std::uint8_t unheard_of = 250;
    ASSERT_EQ(test::reading_kinds().find(unheard_of), nullptr);
    Memory memory;
    memory.words.subjects = {{1, endpoint(110)}};
    Standing known;
    known.subject = 1;
    known.reading = reading::port.number;
    known.value = value::open;
    known.looked_at = 5;
    auto newer = known;
    newer.reading = unheard_of;
    newer.looked_at = 900;
    memory.standings = {{newer, {}}, {known, {}}};
    memory.pending_changes = {{{1, unheard_of, 0}, {}, noon.wall, 1},
                              {{1, reading::port.number, 0}, {}, noon.wall, 1}};
    standing_table_.restore(memory, noon);
    EXPECT_EQ(standing_table_.size(), 1U);
    ASSERT_EQ(standing_table_.pending_changes(), 1U);
    EXPECT_EQ(standing_table_.value(endpoint(110), reading::port), "open");
    ASSERT_EQ(standing_table_.due_rechecks(noon.ticks).size(), 1U);
    EXPECT_EQ(standing_table_.due_rechecks(noon.ticks).front().kind, &reading::port);
}

/// Otherwise an observation after the restart would seem folded already.
TEST_F(StandingTableTest, looks_are_numbered_on_after_a_restart) {
    look(0, {reading(endpoint(110), reading::port, "closed")});
    const auto last = look(10, {reading(endpoint(25), reading::port, "open")});
    EXPECT_EQ(standing_table_.next_look_number(), 3U);
    Memory memory;
    memory.words = last.words;
    for (const auto& subject : {endpoint(110), endpoint(25)})
        memory.standings.push_back({*standing_table_.find(subject, reading::port), {}});
    StandingTable restored{"install", {}, test::reading_kinds()};
    restored.restore(memory, noon);
    EXPECT_EQ(restored.next_look_number(), 3U);
}

/// A target may have the prober's name.
TEST_F(StandingTableTest, a_target_called_prober_is_not_ourselves) {
    const auto target = model::Subject::name("prober");
    const auto us = model::Subject::prober();
    look(0, {reading(target, reading::verdict, "passed"), reading(us, reading::prober, "healthy")});
    EXPECT_NE(standing_table_.words().find_subject(target),
              standing_table_.words().find_subject(us));
    EXPECT_EQ(standing_table_.value(target, reading::verdict), "passed");
    EXPECT_EQ(standing_table_.value(us, reading::verdict), "");
    EXPECT_EQ(standing_table_.value(target, reading::prober), "");
    look(10, {reading(us, reading::prober, "unhealthy")});
    EXPECT_TRUE(standing_table_.is_pending(us));
    EXPECT_FALSE(standing_table_.is_pending(target));
}

TEST_F(StandingTableTest, t3_a_year_of_renewals_alarms_nobody) {
    const auto value = [](int n) {
        return "trusted;Let's Encrypt, R" + std::to_string(n % 4) + ";mx1.example.org;EC 256;" +
               std::to_string(n);
    };
    look(0, {reading(endpoint(25), reading::certificate, value(0))});
    int worse = 0;
    int renewed = 0;
    for (int n = 1; n <= 6; ++n)
        for (int step = 0; step < 30; ++step) {
            const auto batch = look(n * 100000 + step * 15,
                                    {reading(endpoint(25), reading::certificate, value(n))});
            for (const auto& transition : batch.transitions)
                transition.kind == &change::certificate_renewed ? ++renewed : ++worse;
        }
    EXPECT_EQ(renewed, 6);
    EXPECT_EQ(worse, 0);
}

TEST_F(StandingTableTest, a_subject_never_seen_is_nothing) {
    EXPECT_EQ(standing_table_.value(endpoint(25), reading::port), "");
    EXPECT_FALSE(standing_table_.find(endpoint(25), reading::port));
    EXPECT_FALSE(standing_table_.is_pending(endpoint(25)));
}

}  // namespace
}  // namespace mailwatchd::watch
