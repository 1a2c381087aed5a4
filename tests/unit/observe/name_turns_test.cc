// Which names of an endpoint have a session of their own.
#include "observe/name_certificate/turns.h"

#include <gtest/gtest.h>

#include <vector>

namespace mailwatchd::observe {
namespace {

using model::Likeness;
using namespace std::chrono_literals;

constexpr base::Ticks old{1h};
constexpr base::Ticks limit{2h};
constexpr base::Ticks recent{3h};

struct RuleRow {
    const char* name;
    std::vector<NameShown> names;
    NameRule rule;
};

const RuleRow rules[] = {
    {"nobody_asked", {}, NameRule::unknown},
    {"one_alike", {{Likeness::same, limit}}, NameRule::same_for_all},
    {"one_alike_long_ago", {{Likeness::same, old}}, NameRule::unknown},
    {"one_differs", {{Likeness::another, recent}}, NameRule::by_name},
    {"one_differed_long_ago",
     {{Likeness::same, recent}, {Likeness::same, recent}, {Likeness::another, old}},
     NameRule::by_name},
    {"without_certificates",
     {{Likeness::unknown, recent}, {Likeness::unknown, recent}},
     NameRule::unknown},
};

class NameRules : public testing::TestWithParam<RuleRow> {};
TEST_P(NameRules, follows_from_what_names_were_shown) {
    EXPECT_EQ(name_rule(GetParam().names, limit), GetParam().rule);
}
INSTANTIATE_TEST_SUITE_P(Table, NameRules, testing::ValuesIn(rules),
                         [](const auto& row) { return row.param.name; });

struct DueRow {
    const char* name;
    NameTurn turn;
    bool due;
};

const DueRow dues[] = {
    {"never_asked", {}, true},
    {"asked_lately", {.last = recent}, false},
    {"asked_at_the_limit", {.last = limit}, false},
    {"asked_long_ago", {.last = old}, true},
    {"asked_before_the_certificate_changed", {.last = recent, .is_outdated = true}, true},
};

class NamesDue : public testing::TestWithParam<DueRow> {};
TEST_P(NamesDue, once_per_interval) { EXPECT_EQ(is_due(GetParam().turn, limit), GetParam().due); }
INSTANTIATE_TEST_SUITE_P(Table, NamesDue, testing::ValuesIn(dues),
                         [](const auto& row) { return row.param.name; });

struct TurnRow {
    const char* name;
    NameTurn turn;
    NameRule rule;
    bool is_asked;
};

const TurnRow turns[] = {
    {"first_of_the_sample", {}, NameRule::unknown, true},
    {"sample_is_taken", {.begun = sample_size}, NameRule::unknown, false},
    {"same_for_all", {}, NameRule::same_for_all, false},
    {"same_for_all_but_requested", {.is_requested = true}, NameRule::same_for_all, true},
    {"by_name_after_the_sample", {.begun = sample_size}, NameRule::by_name, true},
    {"by_name_enough_for_now", {.begun = names_max}, NameRule::by_name, false},
    {"others_first", {.others_wait = true}, NameRule::by_name, false},
    {"requested_does_not_wait",
     {.others_wait = true, .is_requested = true},
     NameRule::by_name,
     true},
    {"requested_is_bounded", {.begun = names_max, .is_requested = true}, NameRule::by_name, false},
};

class NameTurns : public testing::TestWithParam<TurnRow> {};
TEST_P(NameTurns, are_few_and_fair) {
    EXPECT_EQ(is_turn(GetParam().turn, GetParam().rule), GetParam().is_asked);
}
INSTANTIATE_TEST_SUITE_P(Table, NameTurns, testing::ValuesIn(turns),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace mailwatchd::observe
