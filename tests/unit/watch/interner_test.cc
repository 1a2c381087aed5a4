#include "watch/interner.h"

#include <gtest/gtest.h>

namespace mailwatchd::watch {
namespace {

/// A target may have the prober's name.
TEST(Interner, numbers_subjects_by_kind_and_text) {
    const auto target = model::Subject::name("prober");
    const auto us = model::Subject::prober();
    ASSERT_EQ(target.text, us.text);
    Interner words;
    const auto first = words.subject(target);
    const auto second = words.subject(us);
    EXPECT_NE(first, second);
    EXPECT_EQ(words.subject_of(first), target);
    EXPECT_EQ(words.subject_of(second), us);
    EXPECT_EQ(words.unsaved().subjects.size(), 2U);
    EXPECT_EQ(words.size(), 2U);

    Interner restored;
    restored.restore(words.unsaved());
    EXPECT_EQ(restored.find_subject(target), first);
    EXPECT_EQ(restored.find_subject(us), second);
    EXPECT_EQ(restored.subject(us), second);
    EXPECT_GT(restored.subject(model::Subject::name("other.example")), second);
}

class UnsavedWords : public testing::Test {
protected:
    std::vector<std::uint32_t> unsaved() const {
        std::vector<std::uint32_t> ids;
        for (const auto& word : words.unsaved().subjects) ids.push_back(word.id);
        return ids;
    }
    SubjectId name(const std::string& text) { return words.subject(model::Subject::name(text)); }

    using Ids = std::vector<std::uint32_t>;
    Interner words;
    const SubjectId a = name("a.example"), b = name("b.example");
};

TEST_F(UnsavedWords, are_those_of_no_batch_that_was_committed) {
    const auto batch = words.unsaved();
    const auto c = name("c.example");
    words.saved(batch);
    EXPECT_EQ(unsaved(), Ids{c});
}

TEST_F(UnsavedWords, that_were_set_aside_come_back_when_their_numbers_are_asked_for) {
    words.set_aside(words.unsaved());
    EXPECT_EQ(unsaved(), Ids{});
    const auto c = name("c.example");
    EXPECT_EQ(unsaved(), Ids{c});
    EXPECT_EQ(name("b.example"), b) << "a number is never taken back";
    EXPECT_EQ(unsaved(), (Ids{b, c}));
    words.offer(a, 0);
    EXPECT_EQ(unsaved(), (Ids{a, b, c}));
}

TEST_F(UnsavedWords, that_come_back_while_a_batch_is_committed_are_not_in_it) {
    words.set_aside(words.unsaved());
    name("c.example");
    const auto batch = words.unsaved();
    words.offer(b, 0);
    words.saved(batch);
    EXPECT_EQ(unsaved(), Ids{b});
    words.saved(words.unsaved());
    words.offer(b, 0);
    EXPECT_EQ(unsaved(), Ids{}) << "saved is saved";
}

TEST_F(UnsavedWords, are_arguments_and_texts_as_well) {
    const auto list = words.argument("zen.example");
    const auto text = words.value("a text");
    words.set_aside(words.unsaved());
    EXPECT_TRUE(words.unsaved().arguments.empty());
    EXPECT_TRUE(words.unsaved().texts.empty());
    EXPECT_EQ(words.argument("zen.example"), list);
    EXPECT_EQ(words.value("a text"), text);
    EXPECT_EQ(words.unsaved().arguments.at(0).what, "zen.example");
    EXPECT_EQ(words.unsaved().texts.at(0).what, "a text");
    words.set_aside(words.unsaved());
    words.offer(a, list);
    EXPECT_EQ(words.unsaved().arguments.at(0).id, list);
}

}  // namespace
}  // namespace mailwatchd::watch
