#include "model/reading.h"

#include <gtest/gtest.h>

namespace mailwatchd::model {
namespace {

constexpr ChangeKind made{.number = 7, .name = "made", .message_id = "", .message = ""};
constexpr ChangeKind lost{.number = 3, .name = "lost", .message_id = "", .message = ""};
constexpr ChangeKind alone{.number = 0, .name = "alone", .message_id = "", .message = ""};
constexpr const ChangeKind* changes[]{&made, &lost};
constexpr ReadingKind sound{
    .number = 200, .name = "sound", .values = "yes, no", .changes = changes};
constexpr ReadingKind colour{.number = 1, .name = "colour", .values = "text"};

TEST(Reading, full_name_has_its_argument) {
    Reading reading;
    reading.kind = &sound;
    EXPECT_EQ(reading.full_name(), "sound");
    reading.kind = &colour;
    reading.argument = "bl.example";
    EXPECT_EQ(reading.full_name(), "colour:bl.example");
}

TEST(Reading, has_a_closed_set_or_a_text) {
    EXPECT_EQ(closed_set(sound), (std::vector<std::string_view>{"yes", "no"}));
    EXPECT_EQ(closed_set({.values = "one"}), (std::vector<std::string_view>{"one"}));
    EXPECT_TRUE(closed_set(colour).empty());
}

TEST(ReadingKinds, are_found_by_number_and_by_name) {
    const ReadingKinds kinds{{&sound, &colour}, {&alone}};
    EXPECT_EQ(kinds.find(200), &sound);
    EXPECT_EQ(kinds.find(1), &colour);
    EXPECT_EQ(kinds.find("colour"), &colour);
    EXPECT_EQ(kinds.all(), (std::vector{&sound, &colour}));
}

/// Written by a newer version or by a person.
TEST(ReadingKinds, unknown_ones_are_nothing) {
    const ReadingKinds kinds{{&sound, &colour}, {&alone}};
    EXPECT_EQ(kinds.find(0), nullptr);
    EXPECT_EQ(kinds.find(2), nullptr);
    EXPECT_EQ(kinds.find(255), nullptr);
    EXPECT_EQ(kinds.find(""), nullptr);
    EXPECT_EQ(kinds.find("Colour"), nullptr);
    EXPECT_EQ(kinds.find_change(1), nullptr);
    EXPECT_EQ(kinds.find_change(255), nullptr);
    EXPECT_EQ((ReadingKinds{{}, {}}.find_change(0)), nullptr);
}

TEST(ReadingKinds, know_every_change_by_its_number) {
    const ReadingKinds kinds{{&sound, &colour}, {&alone}};
    EXPECT_EQ(kinds.changes(), (std::vector{&alone, &lost, &made}));
    for (const auto* const change : {&made, &lost, &alone})
        EXPECT_EQ(kinds.find_change(change->number), change);
}

TEST(ReadingKindsDeathTest, a_number_is_never_used_twice) {
    static constexpr ReadingKind same{.number = 1, .name = "other", .values = "text"};
    static constexpr ChangeKind same_change{
        .number = 3, .name = "other", .message_id = "", .message = ""};
    EXPECT_DEATH((ReadingKinds{{&colour, &same}, {}}), "a number of its own");
    EXPECT_DEATH((ReadingKinds{{&sound}, {&same_change}}), "a number of its own");
}

}  // namespace
}  // namespace mailwatchd::model
