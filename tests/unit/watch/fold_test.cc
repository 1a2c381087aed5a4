// One reading of one subject over time (docs/verdicts.md, Ports; promises 1 and 2). A script is a
// row: "minute value" per observation, and the confirmed value and reports after it.
#include "watch/fold.h"

#include "support/readings.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace mailwatchd::watch {
namespace {

using namespace std::chrono_literals;
using base::Moment;
using model::Reason;

/// The ticks are independent of the time of day.
const Moment noon{base::Instant{std::chrono::sys_days{std::chrono::year{2026} / 11 / 22} + 12h},
                  base::Ticks{100h}};

Rules rules_of(const model::ReadingKind& kind) {
    Rules rules{
        &kind, known_value(kind.quick), known_value(kind.slow), known_value(kind.presumed), {}};
    if (kind.is_reported != nullptr)
        rules.is_reported = [&kind](ValueId from, ValueId to) {
            return kind.is_reported(known_values.at(from), known_values.at(to));
        };
    return rules;
}

/// One standing through the observations of a test, numbered in sequence.
struct Watched {
    explicit Watched(const model::ReadingKind& kind) : rules{rules_of(kind)} {
        state.standing.subject = 7;
        state.standing.reading = kind.number;
    }

    Step look(ValueId value, Moment now, Reason reason = Reason::none) {
        return fold_one({value, reason, now, next++}, now);
    }
    Step fold_one(const Sample& sample, Moment now) {
        auto step = fold(state, sample, rules, waits, now);
        state = step.state;
        return step;
    }

    Rules rules;
    Waits waits;
    StandingState state;
    std::uint32_t next = 1;
};

struct Look {
    int minute;
    ValueId value;
    ValueId confirmed;  ///< Afterwards.
    int next = 0;       ///< Minute of the next recheck; 0: nothing is pending.
    bool reported = false;
    Reason reason = Reason::timeout;  ///< Of unknown observations.
};

struct Case {
    const char* name;
    const model::ReadingKind& reading;
    std::vector<Look> looks;
};

using namespace value;

const Case cases[] = {
    {"s10_first_sight_is_silent", reading::port, {{0, open, open}, {99, open, open}}},
    {"newly_open_needs_one_confirmation",
     reading::port,
     {{0, closed, closed}, {10, open, closed, 11}, {11, open, open, 0, true}}},
    {"accepting_to_open_needs_one",
     reading::port,
     {{0, accepting, accepting}, {10, open, accepting, 11}, {11, open, open, 0, true}}},
    {"filtered_to_open_needs_one",
     reading::port,
     {{0, filtered, unknown, 1},
      {1, filtered, unknown, 6},
      {6, filtered, unknown, 21},
      {21, filtered, filtered},
      {90, open, filtered, 91},
      {91, open, open, 0, true}}},
    {"filtered_at_first_sight_turns_out_open",
     reading::port,
     {{0, filtered, unknown, 1}, {1, open, open}}},
    {"open_to_closed_needs_all",
     reading::port,
     {{0, open, open},
      {10, closed, open, 11},
      {11, closed, open, 16},
      {16, closed, open, 31},
      {31, closed, closed, 0, true}}},
    {"closed_to_filtered_is_recorded_not_told",
     reading::port,
     {{0, closed, closed},
      {10, filtered, closed, 11},
      {11, filtered, closed, 16},
      {16, filtered, closed, 31},
      {31, filtered, filtered}}},
    {"closed_to_accepting_is_not_told",
     reading::port,
     {{0, closed, closed},
      {10, accepting, closed, 11},
      {11, accepting, closed, 16},
      {16, accepting, closed, 31},
      {31, accepting, accepting}}},
    {"d1_unknown_never_moves",
     reading::port,
     {{0, open, open}, {10, unknown, open}, {20, unknown, open}, {30, open, open}}},
    {"unknown_at_first_sight_believes_nothing", reading::port, {{0, unknown, unknown}}},
    {"the_old_value_ends_the_pending_change",
     reading::port,
     {{0, open, open}, {10, closed, open, 11}, {11, open, open}, {50, closed, open, 51}}},
    {"unknown_neither_confirms_nor_clears",
     reading::port,
     {{0, open, open},
      {10, closed, open, 11},
      {11, unknown, open, 26},
      {26, closed, open, 31},
      {31, closed, open, 46},
      {46, closed, closed, 0, true}}},
    {"pending_changes_end",
     reading::port,
     {{0, open, open},
      {10, closed, open, 11},
      {11, unknown, open, 26},
      {26, unknown, open, 41},
      {41, unknown, open, 56},
      {56, unknown, open, 71},
      {71, unknown, open, 86},
      {86, unknown, open, 101},
      {101, unknown, open},
      {900, closed, open, 901}}},
    {"a_local_problem_suspends_a_pending_change_however_long_it_lasts",
     reading::port,
     {{0, open, open},
      {10, closed, open, 11},
      {11, unknown, open, 26, false, Reason::prober_unhealthy},
      {26, unknown, open, 41, false, Reason::resolver_unfit},
      {41, unknown, open, 56, false, Reason::prober_unhealthy},
      {56, unknown, open, 71, false, Reason::prober_unhealthy},
      {71, unknown, open, 86, false, Reason::prober_unhealthy},
      {86, unknown, open, 101, false, Reason::prober_unhealthy},
      {101, unknown, open, 116, false, Reason::prober_unhealthy},
      {116, closed, open, 121},
      {121, closed, open, 136},
      {136, closed, closed, 0, true}}},
    {"what_was_seen_during_a_local_problem_goes_with_it",
     reading::port,
     {{0, open, open},
      {10, closed, open, 11},
      {11, unknown, open, 26, false, Reason::prober_unhealthy},
      {26, open, open}}},
    {"a_local_problem_begins_nothing",
     reading::port,
     {{0, open, open}, {10, unknown, open, 0, false, Reason::prober_unhealthy}}},
    {"a_third_value_restarts",
     reading::port,
     {{0, open, open},
      {10, closed, open, 11},
      {11, closed, open, 16},
      {16, filtered, open, 17},
      {17, filtered, open, 22},
      {22, filtered, open, 37},
      {37, filtered, filtered, 0, true}}},
    {"early_looks_do_not_confirm",
     reading::port,
     {{0, open, open},
      {10, closed, open, 11},
      {11, closed, open, 16},
      {12, closed, open, 16},
      {13, closed, open, 16},
      {16, closed, open, 31},
      {30, closed, open, 31},
      {31, closed, closed, 0, true}}},
    {"p3_slow_greeting_gets_one_long_look",
     reading::port,
     {{0, closed, closed},
      {10, unknown, closed, 11, false, Reason::slow_greeting},
      {11, open, closed, 12},
      {12, open, open, 0, true}}},
    {"p3_a_slow_greeting_is_not_waited_for_twice",
     reading::port,
     {{0, closed, closed},
      {10, unknown, closed, 11, false, Reason::slow_greeting},
      {11, unknown, closed, 0, false, Reason::slow_greeting}}},
    {"p3_slow_at_first_sight",
     reading::port,
     {{0, unknown, unknown, 1, false, Reason::slow_greeting}, {1, accepting, accepting}}},
    {"listed_waits_as_the_dns_does",
     reading::listed,
     {{0, clear, clear},
      {10, listed, clear, 15},
      {15, listed, clear, 30},
      {30, listed, listed, 0, true}}},
    {"delisted_needs_the_same",
     reading::listed,
     {{0, listed, listed},
      {10, clear, listed, 15},
      {15, clear, listed, 30},
      {30, clear, clear, 0, true}}},
    {"d2_one_lying_server_of_three",
     reading::ptr,
     {{0, confirmed, confirmed},
      {10, missing, confirmed, 15},
      {15, confirmed, confirmed},
      {60, missing, confirmed, 65},
      {65, missing, confirmed, 80},
      {80, confirmed, confirmed}}},
    {"starttls_confirms_as_its_port",
     reading::starttls,
     {{0, offered, offered},
      {10, absent, offered, 11},
      {11, absent, offered, 16},
      {16, absent, offered, 31},
      {31, absent, absent, 0, true}}},
    {"verdicts_follow_at_once",
     reading::verdict,
     {{0, passed, passed}, {10, failed, failed, 0, true}, {20, passed, passed, 0, true}}},
    {"a_verdict_without_information_is_no_news",
     reading::verdict,
     {{0, passed, passed},
      {10, no_info, no_info},
      {20, passed, passed},
      {30, no_info, no_info},
      {40, failed, failed, 0, true}}},
    {"ill_at_the_start_is_said",
     reading::prober,
     {{0, unhealthy, healthy, 1},
      {1, unhealthy, unhealthy, 0, true},
      {9, healthy, unhealthy, 10},
      {10, healthy, healthy, 0, true}}},
};

class Fold : public testing::TestWithParam<Case> {};

TEST_P(Fold, follows_the_script) {
    Watched watched{GetParam().reading};
    for (const auto& look : GetParam().looks) {
        const auto now = noon + std::chrono::minutes{look.minute};
        const auto was = watched.state.standing;
        const auto step =
            watched.look(look.value, now, look.value == unknown ? look.reason : Reason::none);
        const auto& state = watched.state;
        SCOPED_TRACE(look.minute);
        EXPECT_FALSE(step.ignored);
        EXPECT_EQ(state.standing.value, look.confirmed);
        EXPECT_EQ(step.change.has_value(), look.reported);
        ASSERT_EQ(state.pending.has_value(), look.next != 0);
        if (state.pending) {
            const auto next = noon + std::chrono::minutes{look.next};
            EXPECT_EQ(state.pending->next_recheck, next.ticks);
            EXPECT_EQ(state.pending->stored_as, next.wall);
        }
        EXPECT_EQ(state.standing.run_at, seconds_of(now.wall));
        if (step.change) {
            EXPECT_EQ(step.change->to, look.confirmed);
        }
        if (was.value != unknown && was.value != state.standing.value) {
            EXPECT_GT(state.standing.generation, was.generation);
        }
    }
}

/// An observation is folded once, whatever it shows and whatever its time.
TEST_P(Fold, ignores_a_look_that_was_folded_before) {
    Watched watched{GetParam().reading};
    for (const auto& look : GetParam().looks) {
        const auto now = noon + std::chrono::minutes{look.minute};
        watched.look(look.value, now, look.value == unknown ? look.reason : Reason::none);
        if (look.value == unknown) continue;
        SCOPED_TRACE(look.minute);
        for (const auto later : {0h, 1h, 240h, -240h}) {
            const Sample again{look.value, Reason::none, now + later, watched.next - 1};
            const auto step = fold(watched.state, again, watched.rules, watched.waits, now + later);
            EXPECT_TRUE(step.ignored) << later.count();
            EXPECT_FALSE(step.change) << later.count();
            EXPECT_EQ(step.state.standing, watched.state.standing) << later.count();
            EXPECT_EQ(step.state.pending, watched.state.pending) << later.count();
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Table, Fold, testing::ValuesIn(cases),
                         [](const auto& row) { return row.param.name; });

/// Whatever share of observations is lost, a lost one is no
/// value.
TEST(FoldLoss, d1_twenty_percent_loss_changes_nothing) {
    Watched watched{reading::port};
    std::uint32_t random = 12345;
    for (int minute = 0; minute < 10000; ++minute) {
        random = random * 1664525U + 1013904223U;
        const bool lost = random >> 16 < 65536 / 5;
        const auto now = noon + std::chrono::minutes{minute};
        ASSERT_FALSE(watched.look(lost ? unknown : open, now, Reason::timeout).change);
    }
    EXPECT_EQ(watched.state.standing.value, open);
}

/// Two observations in one second are two: the second does not identify an observation.
TEST(FoldClock, a_second_look_within_the_same_second_counts) {
    Watched watched{reading::prober};
    watched.waits.own.clear();
    watched.look(healthy, noon);
    const auto step = watched.look(unhealthy, noon + 1ms);
    EXPECT_FALSE(step.ignored);
    ASSERT_TRUE(step.change);
    EXPECT_EQ(step.change->to, unhealthy);
    EXPECT_EQ(seconds_of((noon + 1ms).wall), seconds_of(noon.wall));
}

TEST(FoldClock, c3_a_look_of_the_future_does_not_blind_us) {
    Watched watched{reading::port};
    watched.look(open, {noon.wall + 24h * 365 * 70, noon.ticks});
    const auto step = watched.look(closed, noon);
    EXPECT_FALSE(step.ignored);
    EXPECT_EQ(step.state.standing.candidate, closed);
}

struct ClockStep {
    const char* name;
    base::Duration by;
};
const ClockStep clock_steps[] = {{"back", -240h}, {"ahead", 240h}};
class FoldStep : public testing::TestWithParam<ClockStep> {};

/// failure C3: the wall clock is stepped by ten days while a change is pending.
TEST_P(FoldStep, c3_one_look_never_confirms_itself) {
    const auto stepped = [](base::Duration since) {
        return Moment{noon.wall + since + GetParam().by, noon.ticks + since};
    };
    Watched watched{reading::port};
    watched.look(closed, noon - 10min);
    watched.look(open, noon);
    ASSERT_TRUE(watched.state.pending);
    const auto due = watched.state.pending->next_recheck;
    EXPECT_EQ(due, noon.ticks + 1min);

    const auto same = watched.fold_one({open, Reason::none, noon, watched.next - 1}, stepped(2min));
    EXPECT_TRUE(same.ignored);
    const auto early = watched.look(open, stepped(59s));
    EXPECT_EQ(early.state.standing.value, closed) << "a look before it is due confirms nothing";
    EXPECT_EQ(early.state.standing.streak, 1);
    ASSERT_TRUE(early.state.pending);
    EXPECT_EQ(early.state.pending->next_recheck, due) << "and puts nothing off";
    const auto confirmed = watched.look(open, stepped(1min));
    EXPECT_EQ(confirmed.state.standing.value, open);
    EXPECT_EQ(confirmed.state.standing.since, seconds_of(stepped(1min).wall));
    ASSERT_TRUE(confirmed.change);
}
INSTANTIATE_TEST_SUITE_P(Table, FoldStep, testing::ValuesIn(clock_steps),
                         [](const auto& row) { return row.param.name; });

TEST(FoldSettings, no_waits_means_no_confirmation) {
    Watched watched{reading::port};
    watched.waits.ports.clear();
    EXPECT_EQ(watched.look(filtered, noon).state.standing.value, filtered);
    const auto step = watched.look(open, noon + 1min);
    EXPECT_EQ(step.state.standing.value, open);
    EXPECT_TRUE(step.change);
}

TEST(FoldSettings, fewer_waits_after_a_reload_do_no_harm) {
    Watched watched{reading::port};
    watched.look(open, noon);
    for (const int minute : {1, 2, 7}) watched.look(closed, noon + std::chrono::minutes{minute});
    EXPECT_EQ(watched.state.standing.streak, 3);
    watched.waits.ports.clear();
    auto lost = watched;
    EXPECT_FALSE(lost.look(unknown, noon + 1h).state.pending);
    EXPECT_EQ(watched.look(closed, noon + 1h).state.standing.value, closed);
}

}  // namespace
}  // namespace mailwatchd::watch
