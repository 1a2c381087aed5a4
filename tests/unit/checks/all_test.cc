// Rules for every check and every kind of finding.
#include "checks/check.h"
#include "support/builders.h"
#include "support/judge_table.h"
#include "unit/checks/by_row.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace mailwatchd::checks {
namespace {

using model::FindingKind;

std::vector<const FindingKind*> every_kind() {
    std::vector<const FindingKind*> kinds;
    for (const auto* const check : all())
        kinds.insert(kinds.end(), check->findings.begin(), check->findings.end());
    return kinds;
}

bool is_upper_snake(std::string_view tag) {
    return !tag.empty() && tag.front() != '_' && tag.back() != '_' &&
           std::ranges::all_of(tag, [](char c) {
               return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
           });
}

TEST(AllChecks, are_those_of_checks_def_in_its_order) {
    const std::vector<std::pair<std::string_view, int>> expected{
#define CHECK(folder, weight) {#folder, weight},
#include "checks/checks.def"
#undef CHECK
    };
    ASSERT_EQ(all().size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        EXPECT_EQ(all()[i]->name, expected[i].first);
        EXPECT_EQ(all()[i]->weight, expected[i].second);
        EXPECT_FALSE(all()[i]->title.empty());
        EXPECT_EQ(find(expected[i].first), all()[i]);
    }
    EXPECT_EQ(find("no_such_check"), nullptr);
}

TEST(AllChecks, have_kinds_with_unique_tags) {
    std::set<std::string_view> tags;
    for (const auto* const kind : every_kind()) {
        EXPECT_TRUE(tags.insert(kind->tag).second) << kind->tag;
        EXPECT_TRUE(is_upper_snake(kind->tag)) << kind->tag;
        EXPECT_LE(kind->tag.size(), 40U) << kind->tag;
    }
}

TEST(AllChecks, have_kinds_with_texts) {
    for (const auto* const kind : every_kind()) {
        SCOPED_TRACE(kind->tag);
        EXPECT_GE(kind->title.size(), 10U);
        EXPECT_LE(kind->title.size(), 80U);
        EXPECT_FALSE(kind->title.ends_with('.'));
        for (const auto text : {kind->risk, kind->remedy}) {
            EXPECT_GE(text.size(), 20U);
            EXPECT_LE(text.size(), 400U);
            EXPECT_TRUE(text.ends_with('.'));
            EXPECT_EQ(text.find("  "), std::string_view::npos);
        }
        EXPECT_TRUE(kind->standard.starts_with("RFC "));
        EXPECT_TRUE(kind->cwe.empty() || kind->cwe.starts_with("CWE-"));
    }
}

bool is_prose(std::string_view text) {
    return text.size() >= 60 && text.size() <= 700 && text.ends_with('.') &&
           text.find("  ") == std::string_view::npos;
}

TEST(AllChecks, say_what_they_are_for) {
    for (const auto* const check : all()) {
        SCOPED_TRACE(check->name);
        ASSERT_NE(check->texts, nullptr);
        EXPECT_TRUE(check->texts->question.ends_with('?'));
        EXPECT_TRUE(is_prose(check->texts->why));
        EXPECT_TRUE(is_prose(check->texts->risk));
        EXPECT_TRUE(is_prose(check->texts->tested));
        for (const auto sentence : {check->texts->passed, check->texts->failed}) {
            EXPECT_TRUE(sentence.ends_with('.'));
            EXPECT_LE(sentence.size(), 120U);
        }
        for (const auto& column : check->texts->columns) EXPECT_FALSE(column.title.empty());
    }
}

TEST(AllChecks, are_silent_when_the_prober_is_unhealthy) {
    auto scene = test::one_mx().shows(25, test::open()).prober(model::Reason::prober_unhealthy);
    for (const auto* const check : all()) {
        const auto settings = test::settings_of(*check);
        const auto report = check->judge(scene.world(), settings.get());
        test::record_outcome(report, check->name);
        EXPECT_EQ(name(report.reason), "prober_unhealthy") << check->name;
        EXPECT_FALSE(report.score) << check->name;
    }
}

TEST(AllChecks, survive_an_empty_world) {
    for (const auto* const check : all()) {
        const auto settings = test::settings_of(*check);
        const auto report = check->judge(model::World{}, settings.get());
        EXPECT_EQ(report.verdict, model::Verdict::no_info) << check->name;
        const auto needs = check->needs_of(model::Topology{}, settings.get());
        EXPECT_TRUE(needs.of<model::MailSession>().empty()) << check->name;
    }
}

/// The README is the check's specification, so it must contain every tag.
TEST(AllChecks, explain_every_tag_on_their_page) {
    for (const auto* const check : all()) {
        const auto page = std::filesystem::path{"daemon/checks"} / check->name / "README.md";
        std::ifstream file{page};
        ASSERT_TRUE(file) << page;
        std::ostringstream text;
        text << file.rdbuf();
        for (const auto* const kind : check->findings)
            EXPECT_NE(text.str().find('`' + std::string{kind->tag} + '`'), std::string::npos)
                << kind->tag << " in " << page;
    }
}

}  // namespace
}  // namespace mailwatchd::checks
