#include "model/acknowledgement.h"

#include <gtest/gtest.h>

#include <array>

namespace mailwatchd::model {
namespace {

using namespace std::chrono_literals;

constexpr FindingKind kind{"TAG", Severity::high, "t", "r", "w", "s", "c"};
constexpr base::Instant noon{1'800'000'000'000ms};

TEST(Acknowledgement, lapses) {
    Acknowledgement acknowledged;
    EXPECT_TRUE(acknowledged.holds(noon)) << "for good";
    acknowledged.until = noon;
    EXPECT_TRUE(acknowledged.holds(noon - 1ms));
    EXPECT_FALSE(acknowledged.holds(noon));
}

TEST(Acknowledgement, is_of_a_place_or_of_all) {
    const std::array all{Acknowledgement{"TAG", "", "anna", noon, {}, ""},
                         Acknowledgement{"TAG", "a.example", "berta", noon, {}, ""}};
    const Finding there{&kind, Subject::name("a.example"), ""};
    const Finding elsewhere{&kind, Subject::name("b.example"), ""};
    ASSERT_NE(acknowledged_there(all, there), nullptr);
    EXPECT_EQ(acknowledged_there(all, there)->who, "berta");
    EXPECT_EQ(acknowledged_there(all, elsewhere), nullptr);
    EXPECT_EQ(acknowledged_there(all, Finding{}), nullptr);
    ASSERT_NE(acknowledged_everywhere(all, "TAG"), nullptr);
    EXPECT_EQ(acknowledged_everywhere(all, "TAG")->who, "anna");
    EXPECT_EQ(acknowledged_everywhere(all, "OTHER"), nullptr);
}

}  // namespace
}  // namespace mailwatchd::model
