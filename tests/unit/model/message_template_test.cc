#include "model/message_template.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace mailwatchd::model {
namespace {

// Templates that would not compile in a row.
static_assert(is_template(""));
static_assert(is_template("no place"));
static_assert(is_template("{place}{host} {argument}: {old}, {new} ({reading})"));
static_assert(!is_template("{nobody}"));
static_assert(!is_template("{}"));
static_assert(!is_template("{Place}"));
static_assert(!is_template("{place"));
static_assert(!is_template("place}"));
static_assert(!is_template("{{place}}"));
static_assert(!is_template("{place} {"));

struct Parts {
    const char* name;
    MessageTemplate message;
    std::vector<std::string> parts;  ///< Words, and "#N" for a placeholder.
};

const Parts cases[] = {
    {"empty", "", {}},
    {"words_only", "all is said", {"all is said"}},
    {"a_place_only", "{place}", {"", "#0"}},
    {"in_between", "now {new} (was {old})", {"now ", "#4", " (was ", "#3", ")"}},
    {"side_by_side", "{host}{argument}{reading}", {"", "#1", "", "#2", "", "#5"}},
};
class Template : public testing::TestWithParam<Parts> {};

TEST_P(Template, comes_apart_in_order) {
    std::vector<std::string> seen;
    auto rest = GetParam().message.text();
    while (!rest.empty()) {
        const auto part = take_part(rest);
        ASSERT_TRUE(part);
        seen.emplace_back(part->words);
        if (part->value) seen.push_back("#" + std::to_string(static_cast<int>(*part->value)));
    }
    EXPECT_EQ(seen, GetParam().parts);
}
INSTANTIATE_TEST_SUITE_P(Table, Template, testing::ValuesIn(cases),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace mailwatchd::model
