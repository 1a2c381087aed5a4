#include "model/change_kind.h"

#include "support/readings.h"

#include <gtest/gtest.h>

#include <set>

namespace mailwatchd::model {
namespace {

TEST(ChangeKinds, each_has_its_texts) {
    ASSERT_EQ(change_kinds().size(), 25U);
    std::set<std::string_view> names;
    for (const auto* const kind : change_kinds()) {
        EXPECT_TRUE(names.insert(kind->name).second) << kind->name;
        EXPECT_FALSE(kind->message.text().empty()) << kind->name;
        EXPECT_FALSE(kind->catalogue.subject.empty()) << kind->name;
        EXPECT_FALSE(kind->catalogue.subject.ends_with('.')) << kind->name;
        EXPECT_TRUE(kind->catalogue.text.ends_with(".\n")) << kind->name;
    }
}

/// Stored in every state file: the number of a kind never changes.
TEST(ChangeKinds, are_found_by_their_enumerator) {
    EXPECT_EQ(change_kind(&change::port_opened).number, 0);
    EXPECT_EQ(change_kind(&change::certificate_worse).number, 14);
    EXPECT_EQ(change_kind(&change::rules_changed).number, 24);
    for (const auto* const kind : change_kinds())
        EXPECT_EQ(&change_kind(static_cast<TransitionKind>(kind->number)), kind) << kind->name;
}

}  // namespace
}  // namespace mailwatchd::model
