// One reading of one subject through time (VERDICTS.md, Ports; promises 1 and 2). A script is a
// row: "minute value" a look, and what is believed and said after it.
#include "watch/fold.h"

#include "support/readings.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace mailwatchd::watch {
namespace {

using namespace std::chrono_literals;
using base::Instant;
using model::Reason;

const Instant noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 22} + 12h};

struct Look {
    int minute;
    ValueId value;
    ValueId believed;  ///< Afterwards.
    int next = 0;      ///< Minute of the next look; 0: no doubt.
    bool told = false;
    Reason reason = Reason::timeout;  ///< Of unknown looks.
};

struct Case {
    const char* name;
    ReadingName reading;
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
    {"the_old_value_ends_the_doubt",
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
    {"doubts_end",
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
     reading::vantage,
     {{0, ill, well, 1}, {1, ill, ill, 0, true}, {9, well, ill, 10}, {10, well, well, 0, true}}},
};

class Fold : public testing::TestWithParam<Case> {};

TEST_P(Fold, follows_the_script) {
    const Waits waits;
    Belief belief;
    belief.standing.subject = 7;
    belief.standing.name = GetParam().reading;
    for (const auto& look : GetParam().looks) {
        const Instant now = noon + std::chrono::minutes{look.minute};
        const auto was = belief.standing;
        const Sight sight{look.value, look.value == unknown ? look.reason : Reason::none, now};
        const auto step = fold(belief, sight, waits, now);
        belief = step.belief;
        SCOPED_TRACE(look.minute);
        EXPECT_FALSE(step.ignored);
        EXPECT_EQ(belief.standing.value, look.believed);
        EXPECT_EQ(step.change.has_value(), look.told);
        ASSERT_EQ(belief.doubt.has_value(), look.next != 0);
        if (belief.doubt) {
            EXPECT_EQ(belief.doubt->next_look, noon + std::chrono::minutes{look.next});
        }
        EXPECT_EQ(belief.standing.run_at, seconds_of(now));
        if (step.change) {
            EXPECT_EQ(step.change->to, look.believed);
        }
        if (was.value != unknown && was.value != belief.standing.value) {
            EXPECT_GT(belief.standing.generation, was.generation);
        }
        EXPECT_FALSE(fold(belief, {look.value, Reason::timeout, now}, waits, now).change);
        EXPECT_TRUE(fold(belief, {look.value, Reason::timeout, now}, waits, now).ignored)
            << "one look is folded once";
    }
}

INSTANTIATE_TEST_SUITE_P(Table, Fold, testing::ValuesIn(cases),
                         [](const auto& row) { return row.param.name; });

/// FAILURES, Confirmation arithmetic: whatever share of looks is lost, a lost look is no value.
TEST(FoldLoss, twenty_percent_loss_changes_nothing) {
    const Waits waits;
    Belief belief;
    std::uint32_t random = 12345;
    for (int minute = 0; minute < 10000; ++minute) {
        random = random * 1664525U + 1013904223U;
        const bool lost = random >> 16 < 65536 / 5;
        const Instant now = noon + std::chrono::minutes{minute};
        const auto step = fold(belief, {lost ? unknown : open, Reason::timeout, now}, waits, now);
        belief = step.belief;
        ASSERT_FALSE(step.change);
    }
    EXPECT_EQ(belief.standing.value, open);
}

TEST(FoldClock, c3_a_look_of_the_future_does_not_blind_us) {
    const Waits waits;
    Belief belief =
        fold({}, {open, {}, noon + 24h * 365 * 70}, waits, noon + 24h * 365 * 70).belief;
    const auto step = fold(belief, {closed, {}, noon}, waits, noon);
    EXPECT_FALSE(step.ignored);
    EXPECT_EQ(step.belief.standing.candidate, closed);
}

TEST(FoldSettings, no_waits_means_no_confirmation) {
    Waits waits;
    waits.ports.clear();
    Belief belief = fold({}, {filtered, {}, noon}, waits, noon).belief;
    EXPECT_EQ(belief.standing.value, filtered);
    const auto step = fold(belief, {open, {}, noon + 1min}, waits, noon + 1min);
    EXPECT_EQ(step.belief.standing.value, open);
    EXPECT_TRUE(step.change);
}

TEST(FoldSettings, fewer_waits_after_a_reload_do_no_harm) {
    Waits waits;
    Belief belief = fold({}, {open, {}, noon}, waits, noon).belief;
    for (const int minute : {1, 2, 7}) {
        const auto now = noon + std::chrono::minutes{minute};
        belief = fold(belief, {closed, {}, now}, waits, now).belief;
    }
    EXPECT_EQ(belief.standing.streak, 3);
    waits.ports.clear();
    const auto lost = fold(belief, {unknown, {}, noon + 1h}, waits, noon + 1h);
    EXPECT_FALSE(lost.belief.doubt);
    EXPECT_EQ(fold(belief, {closed, {}, noon + 1h}, waits, noon + 1h).belief.standing.value,
              closed);
}

}  // namespace
}  // namespace mailwatchd::watch
