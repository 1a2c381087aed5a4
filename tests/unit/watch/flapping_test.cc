// Flap damping through the fold: what is reported of values that come back, and of those that do
// not. A script is a row: times and values, and what is reported then.
#include "watch/flapping.h"

#include "support/readings.h"
#include "watch/fold.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace mailwatchd::watch {
namespace {

using namespace std::chrono_literals;

constexpr base::Instant begin{std::chrono::sys_days{std::chrono::year{2026} / 11 / 22}};

constexpr Seconds day = 24 * 60 * 60;
static_assert(is_recent(day, day) && is_recent(day, 2 * day - 1) && !is_recent(day, 2 * day));
static_assert(!is_recent(0, 1), "never");
static_assert(!is_recent(2 * day, day), "c3: a time in the future is an error of the clock");

/// Verdicts need no confirmation: every observation is settled. Texts stand for their first letter.
class Watched {
public:
    explicit Watched(const model::ReadingKind& kind)
        : rules_{.kind = &kind, .is_reported = [&kind](ValueId from, ValueId to) {
                     return kind.is_reported == nullptr || from >= first_text_id ||
                            kind.is_reported(known_values.at(from), known_values.at(to));
                 }} {
        waits_.ports.clear();
        waits_.dns.clear();
    }

    /// "open", "! open" (that it flaps) or ". open" (that it no longer does); "" if nothing is
    /// reported.
    std::string look(base::Duration since, std::string_view value) {
        const base::Moment now{begin + since, base::Ticks{since}};
        const auto id = known_value(value) != 0 ? known_value(value) : text_id(value);
        const auto step = fold(state, {id, {}, now, ++looks_}, rules_, waits_, now);
        state = step.state;
        if (!step.change) return {};
        EXPECT_NE(generation_, state.standing.generation) << "its id would be an old one's";
        generation_ = state.standing.generation;
        EXPECT_EQ(step.change->to, state.standing.value) << "it tells what the state is now";
        EXPECT_EQ(state.history.reported, state.standing.value);
        const std::string told{value};
        switch (step.change->news) {
            case Change::News::change: return told;
            case Change::News::flapping: return "! " + told;
            case Change::News::rest: return ". " + told;
        }
        return {};
    }

    StandingState state;

private:
    static ValueId text_id(std::string_view text) {
        return first_text_id + static_cast<unsigned char>(text.front());
    }
    Rules rules_;
    Waits waits_;
    std::uint32_t looks_ = 0;
    std::uint16_t generation_ = 0;
};

struct Look {
    base::Duration since;
    std::string_view value;
    std::string_view reported = {};
};

struct Case {
    const char* name;
    const model::ReadingKind& reading;
    std::vector<Look> looks;
};

const Case cases[] = {
    {"the_fifth_change_to_and_fro_within_a_day",
     reading::port,
     {{0h, "closed"},
      {1h, "open", "open"},
      {2h, "closed", "closed"},
      {3h, "open", "open"},
      {4h, "closed", "closed"},
      {5h, "open", "! open"},
      {6h, "closed"},
      {7h, "open"}}},
    {"four_changes_a_day_are_all_reported",
     reading::port,
     {{0h, "closed"},
      {6h, "open", "open"},
      {12h, "closed", "closed"},
      {18h, "open", "open"},
      {24h, "closed", "closed"},
      {30h, "open", "open"},
      {36h, "closed", "closed"},
      {42h, "open", "open"}}},
    {"rest_of_a_day_ends_it_at_the_value_reported_last",
     reading::port,
     {{0h, "closed"},
      {1h, "open", "open"},
      {2h, "closed", "closed"},
      {3h, "open", "open"},
      {4h, "closed", "closed"},
      {5h, "open", "! open"},
      {28h, "open"},
      {29h, "open", ". open"},
      {30h, "open"},
      {31h, "closed", "closed"}}},
    {"rest_of_a_day_at_another_value_is_a_change",
     reading::port,
     {{0h, "closed"},
      {1h, "open", "open"},
      {2h, "closed", "closed"},
      {3h, "open", "open"},
      {4h, "closed", "closed"},
      {5h, "open", "! open"},
      {6h, "closed"},
      {7h, "closed"},
      {30h, "closed", "closed"},
      {31h, "closed"}}},
    {"rest_is_noticed_at_the_next_look_however_late",
     reading::port,
     {{0h, "closed"},
      {1h, "open", "open"},
      {2h, "closed", "closed"},
      {3h, "open", "open"},
      {4h, "closed", "closed"},
      {5h, "open", "! open"},
      {6h, "closed"},
      {13 * 24h, "closed", "closed"}}},
    {"a_change_after_a_day_of_rest_is_reported",
     reading::port,
     {{0h, "closed"},
      {1h, "open", "open"},
      {2h, "closed", "closed"},
      {3h, "open", "open"},
      {4h, "closed", "closed"},
      {5h, "open", "! open"},
      {6h, "closed"},
      {13 * 24h, "open", "open"},
      {13 * 24h + 1h, "closed", "closed"}}},
    {"while_it_lasts_it_is_reported_once_a_day",
     reading::port,
     {{0h, "closed"},
      {1h, "open", "open"},
      {2h, "closed", "closed"},
      {3h, "open", "open"},
      {4h, "closed", "closed"},
      {5h, "open", "! open"},
      {17h, "closed"},
      {29h, "open", "! open"},
      {41h, "closed"},
      {53h, "open", "! open"}}},
    {"what_means_the_same_is_no_change",
     reading::port,
     {{0h, "closed"},
      {1h, "filtered"},
      {2h, "closed"},
      {3h, "filtered"},
      {4h, "open", "open"},
      {5h, "closed", "closed"},
      {6h, "open", "open"},
      {7h, "accepting", "accepting"},
      {8h, "open", "! open"},
      {9h, "filtered"}}},
    {"a_verdict_without_information_is_no_change",
     reading::verdict,
     {{0h, "passed"},
      {1h, "no_info"},
      {2h, "passed"},
      {3h, "no_info"},
      {4h, "passed"},
      {5h, "no_info"},
      {6h, "failed", "failed"},
      {7h, "no_info"},
      {8h, "passed", "passed"},
      {9h, "failed", "failed"},
      {10h, "passed", "passed"},
      {11h, "failed", "! failed"}}},
    {"t3_values_that_do_not_come_back",
     reading::certificate,
     {{0h, "a"},
      {1h, "b", "b"},
      {2h, "c", "c"},
      {3h, "d", "d"},
      {4h, "e", "e"},
      {5h, "f", "f"},
      {6h, "g", "g"}}},
    {"d4_a_pool_of_three",
     reading::mx,
     {{0h, "a"},
      {1h, "b", "b"},
      {2h, "c", "c"},
      {3h, "a", "a"},
      {4h, "b", "b"},
      {5h, "c", "! c"},
      {6h, "a"}}},
    {"t3_a_new_value_is_reported_while_two_others_alternate",
     reading::certificate,
     {{0h, "a"},
      {1h, "b", "b"},
      {2h, "a", "a"},
      {3h, "b", "b"},
      {4h, "a", "a"},
      {5h, "b", "! b"},
      {6h, "a"},
      {7h, "x", "x"},
      {8h, "a"},
      {9h, "x"},
      {33h, "x", ". x"}}},
    {"a_year_of_changes_every_52_days",
     reading::port,
     {{0h, "closed"},
      {52 * 24h, "open", "open"},
      {104 * 24h, "closed", "closed"},
      {156 * 24h, "open", "open"},
      {208 * 24h, "closed", "closed"},
      {260 * 24h, "open", "open"},
      {312 * 24h, "closed", "closed"}}},
};

class Flapping : public testing::TestWithParam<Case> {};

TEST_P(Flapping, follows_the_script) {
    Watched watched{GetParam().reading};
    for (const auto& [since, value, reported] : GetParam().looks)
        EXPECT_EQ(watched.look(since, value), reported) << since.count() / 3'600'000 << " h";
}
INSTANTIATE_TEST_SUITE_P(Table, Flapping, testing::ValuesIn(cases),
                         [](const auto& row) { return row.param.name; });

/// A standing of version 0.1 that flapped: when it changed is not known.
TEST(FlappingOfOldStates, is_over_at_the_next_observation) {
    for (const auto* const value : {"closed", "open"}) {
        Watched watched{reading::port};
        watched.state.standing = {.value = value::open,
                                  .since = seconds_of(begin - 10 * 24h),
                                  .generation = 7,
                                  .flapping = true};
        watched.state.history = {.born = seconds_of(begin - 900 * 24h), .reported = value::closed};
        EXPECT_EQ(watched.look(0h, value), value);
        EXPECT_FALSE(watched.state.standing.flapping);
    }
}

/// failure C3: flapping was recorded while the wall clock was a year ahead.
TEST(FlappingAndTheClock, c3_a_year_in_the_future_does_not_silence) {
    Watched watched{reading::port};
    watched.look(365 * 24h, "closed");
    for (const auto* const value : {"open", "closed", "open", "closed"})
        EXPECT_EQ(watched.look(365 * 24h + 1h, value), value);
    EXPECT_EQ(watched.look(365 * 24h + 2h, "open"), "! open");
    EXPECT_EQ(watched.look(1h, "closed"), "closed");
}

}  // namespace
}  // namespace mailwatchd::watch
