// The answers that an evaluation or a survey keeps are bounded by their bytes (failure D14).
#include "proto/spf/answers.h"

#include "proto/spf/survey.h"
#include "unit/proto/spf/tree.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace mailwatchd::spf {
namespace {

/// A tree whose answers have 60 KB each: includes side by side, each of which has an address.
Tree tree_of_large_answers() {
    Tree tree;
    std::string record = "v=spf1";
    for (int i = 0; i < 50; ++i) {
        const auto name = "i" + std::to_string(i) + ".example";
        record += " include:" + name;
        tree.texts[name] = {"v=spf1 ip4:192.0.2." + std::to_string(i), std::string(60'000, 'x')};
    }
    tree.texts["example.org"] = {record + " -all"};
    return tree;
}

TEST(SpfAnswers, d14_of_any_size_take_bounded_memory) {
    auto tree = tree_of_large_answers();
    Answers answers;
    std::size_t bytes = 0, refused = 0;
    for (const auto& [name, texts] : tree.texts) {
        const dns::Question question{name, dns::Type::txt};
        answers.add(question, tree.ask(question));
        const auto& kept = *answers.find(question);
        bytes += kept ? dns::bytes_of(*kept) : 0;
        refused += kept ? 0 : 1;
        if (!kept) EXPECT_EQ(kept.error().code, base::Errc::malformed);
    }
    EXPECT_LE(bytes, answers_bytes_max);
    EXPECT_GT(bytes, answers_bytes_max / 2);
    EXPECT_GT(refused, 0U);
    EXPECT_EQ(answers.size(), 51U);
    EXPECT_EQ(answers.find({"other.example", dns::Type::txt}), nullptr);
}

TEST(SpfAnswers, d14_beyond_the_limit_count_as_no_answer) {
    auto tree = tree_of_large_answers();
    const auto look = survey(tree);
    EXPECT_FALSE(look.failure);
    EXPECT_EQ(look.records.size(), 1U);
    const auto unanswered = std::ranges::count(look.remarks, model::SpfRemark::Kind::unanswered,
                                               &model::SpfRemark::kind);
    EXPECT_EQ(unanswered, 50);
}

/// Every name has the same record of 8 KB, which includes all the others.
TEST(SpfAnswers, d14_beyond_the_limit_are_the_same_in_any_order) {
    std::string record = "v=spf1";
    for (int i = 0; i < 120; ++i) record += " include:i" + std::to_string(i) + ".example";
    while (record.size() < 8000) record += " ip4:192.0.2.1";
    Tree tree{.texts = {{"example.org", {record}}}};
    for (int i = 0; i < 120; ++i) tree.texts["i" + std::to_string(i) + ".example"] = {record};
    const auto remarks = [&](bool backwards) {
        Survey survey{"example.org"};
        while (!survey.questions().empty()) {
            auto questions = survey.questions();
            if (backwards) std::ranges::reverse(questions);
            for (const auto& question : questions) survey.answer(question, tree.ask(question));
        }
        std::vector<std::string> terms;
        for (const auto& remark : survey.look().remarks) terms.push_back(remark.term);
        return terms;
    };
    EXPECT_EQ(remarks(false), remarks(true));
    EXPECT_FALSE(remarks(false).empty());
}

TEST(SpfAnswerBytes, are_those_of_the_message) {
    Tree tree{.texts = {{"example.org", {"v=spf1 -all", std::string(300, 'x')}}}};
    // Header 12, question 13 + 4, EDNS 11, records 12 + 1 + 11 and 12 + 2 + 300.
    EXPECT_EQ(survey(tree).answer_bytes, 12U + 17 + 11 + 24 + 314);
}

}  // namespace
}  // namespace mailwatchd::spf
