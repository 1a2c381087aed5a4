#include "watch/interner.h"

#include <gtest/gtest.h>

namespace mailwatchd::watch {
namespace {

/// A target may be called as we are.
TEST(Interner, numbers_subjects_by_kind_and_text) {
    const auto target = model::Subject::name("vantage");
    const auto us = model::Subject::vantage();
    ASSERT_EQ(target.text, us.text);
    Interner words;
    const auto first = words.subject(target);
    const auto second = words.subject(us);
    EXPECT_NE(first, second);
    EXPECT_EQ(words.subject_of(first), target);
    EXPECT_EQ(words.subject_of(second), us);
    EXPECT_EQ(words.unsaved().subjects.size(), 2U);

    Interner restored;
    restored.restore(words.unsaved());
    EXPECT_EQ(restored.find_subject(target), first);
    EXPECT_EQ(restored.find_subject(us), second);
    EXPECT_EQ(restored.subject(us), second);
    EXPECT_GT(restored.subject(model::Subject::name("other.example")), second);
}

}  // namespace
}  // namespace mailwatchd::watch
