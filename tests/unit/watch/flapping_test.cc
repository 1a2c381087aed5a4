// Flapping by Naemon's rule, alone and through the fold.
#include "watch/flapping.h"

#include "support/readings.h"
#include "watch/fold.h"

#include <gtest/gtest.h>

namespace mailwatchd::watch {
namespace {

using namespace std::chrono_literals;

static_assert(flap_permille(0) == 0);
static_assert(flap_permille((1U << flap_results) - 1) == 1000);
static_assert(!flaps(0b0111, false) && flaps(0b1111, false), "the fourth of four in a row");
static_assert(flaps(0b1010101, false), "four of seven");
static_assert(flaps(1, true) && !flaps(1U << 12, true), "calm when the last change is old");

struct Said {
    int reported = 0;
    int flapping = 0;
    ValueId last = value::unknown;
    std::uint16_t generation = 0;
};

/// Verdicts need no confirmation: every observation is settled.
class Flapping : public testing::Test {
protected:
    void look(ValueId seen) {
        now_ = now_ + 1h;
        const auto step = fold(state_, {seen, {}, now_, ++looks_}, rules_, {}, now_);
        state_ = step.state;
        if (!step.change) return;
        EXPECT_NE(said_.generation, state_.standing.generation) << "its id would be an old one's";
        said_.generation = state_.standing.generation;
        step.change->flapping ? ++said_.flapping : ++said_.reported;
        said_.last = step.change->to;
    }
    void flip(int times) {
        for (int i = 0; i < times; ++i)
            look(state_.standing.value == value::passed ? value::failed : value::passed);
    }

    const Rules rules_{.kind = &reading::verdict, .is_reported = [](ValueId from, ValueId to) {
                           return reading::verdict.is_reported(known_values.at(from),
                                                               known_values.at(to));
                       }};
    StandingState state_;
    base::Moment now_{base::Instant{std::chrono::sys_days{std::chrono::year{2026} / 11 / 22}}, {}};
    std::uint32_t looks_ = 0;
    Said said_;
};

TEST_F(Flapping, is_said_once_and_its_changes_are_not) {
    look(value::passed);
    flip(30);
    EXPECT_EQ(said_.reported, 3);
    EXPECT_EQ(said_.flapping, 1);
    EXPECT_TRUE(state_.standing.flapping);
    EXPECT_EQ(state_.standing.generation, 30);
}

TEST_F(Flapping, ends_in_calm_and_says_where_it_came_to_rest) {
    look(value::passed);
    flip(4);  // Reported: failed, passed, failed; then that it flaps, with the current "passed".
    EXPECT_EQ(said_.last, value::passed);
    flip(2);
    for (int i = 0; i < 20; ++i) look(value::passed);
    EXPECT_FALSE(state_.standing.flapping);
    EXPECT_EQ(said_.reported, 4) << "passed: last reported by itself was failed";
    EXPECT_EQ(said_.last, value::passed);
    flip(1);
    EXPECT_EQ(said_.reported, 5);
}

TEST_F(Flapping, coming_to_rest_has_an_id_of_its_own) {
    look(value::passed);
    flip(4);
    for (int i = 0; i < 20; ++i) look(value::passed);
    EXPECT_EQ(said_.reported, 4);
}

TEST_F(Flapping, calm_at_the_value_last_told_is_silent) {
    look(value::passed);
    flip(5);
    for (int i = 0; i < 20; ++i) look(value::failed);
    EXPECT_FALSE(state_.standing.flapping);
    EXPECT_EQ(said_.reported, 3);
}

TEST_F(Flapping, rare_changes_are_all_told) {
    look(value::passed);
    for (int i = 0; i < 10; ++i) {
        flip(1);
        for (int quiet = 0; quiet < 7; ++quiet) look(state_.standing.value);
    }
    EXPECT_EQ(said_.reported, 10);
    EXPECT_EQ(said_.flapping, 0);
}

}  // namespace
}  // namespace mailwatchd::watch
