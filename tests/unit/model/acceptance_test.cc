#include "model/acceptance.h"

#include <gtest/gtest.h>

#include <array>

namespace mailwatchd::model {
namespace {

using namespace std::chrono_literals;

constexpr FindingKind kind{"TAG", Severity::high, "t", "r", "w", "s", "c"};
constexpr base::Instant noon{1'800'000'000'000ms};

TEST(Acceptance, lapses) {
    Acceptance accepted;
    EXPECT_TRUE(accepted.holds(noon)) << "never expires";
    accepted.until = noon;
    EXPECT_TRUE(accepted.holds(noon - 1ms));
    EXPECT_FALSE(accepted.holds(noon));
}

TEST(Acceptance, is_of_a_place_or_of_all) {
    const std::array all{Acceptance{"TAG", "", "anna", noon, {}, ""},
                         Acceptance{"TAG", "a.example", "berta", noon, {}, ""}};
    const Finding there{&kind, Subject::name("a.example"), ""};
    const Finding elsewhere{&kind, Subject::name("b.example"), ""};
    ASSERT_NE(accepted_there(all, there), nullptr);
    EXPECT_EQ(accepted_there(all, there)->who, "berta");
    EXPECT_EQ(accepted_there(all, elsewhere), nullptr);
    EXPECT_EQ(accepted_there(all, Finding{}), nullptr);
    ASSERT_NE(accepted_everywhere(all, "TAG"), nullptr);
    EXPECT_EQ(accepted_everywhere(all, "TAG")->who, "anna");
    EXPECT_EQ(accepted_everywhere(all, "OTHER"), nullptr);
}

}  // namespace
}  // namespace mailwatchd::model
