#include "config/document.h"

#include "unit/config/toml_samples.h"

#include <gtest/gtest.h>

namespace mailwatchd::config {
namespace {

std::unique_ptr<const Document> parse(std::string_view text, Problems& problems) {
    return parse_document(text, "x.toml", problems);
}

/// Place and text of each node, depth first: "checks.pop3.enabled 3:11 true".
void list(const Node& node, const std::string& path, std::string& out) {
    out += path + ' ' + std::to_string(node.line) + ':' + std::to_string(node.column) + ' ' +
           node.words() + '\n';
    for (const auto& member : node.members)
        list(member.node, path.empty() ? member.key : path + '.' + member.key, out);
    for (const auto& item : node.items) list(item, path + "[]", out);
}

TEST(Document, places_every_value) {
    Problems problems;
    const auto document = parse(
        "interval = \"12d23h\"\n"
        "[checks.pop3]\n"
        "enabled = true\n"
        "[[target]]\n"
        "name = 'a.example'\n"
        "checks.imap.weight = 5\n"
        "list = [1, 2.5,\n  1979-05-27]\n",
        problems);
    ASSERT_NE(document, nullptr);
    std::string out;
    list(document->root, "", out);
    EXPECT_EQ(out,
              " 1:1 a table\n"
              "interval 1:12 \"12d23h\"\n"
              "checks 2:1 a table\n"
              "checks.pop3 2:1 a table\n"
              "checks.pop3.enabled 3:11 true\n"
              "target 4:1 an array\n"
              "target[] 4:1 a table\n"
              "target[].name 5:8 \"a.example\"\n"
              "target[].checks 6:1 a table\n"
              "target[].checks.imap 6:8 a table\n"
              "target[].checks.imap.weight 6:22 5\n"
              "target[].list 7:8 an array\n"
              "target[].list[] 7:9 1\n"
              "target[].list[] 7:12 2.500000\n"
              "target[].list[] 8:3 a date or time\n");
}

TEST(Document, members_stand_in_file_order) {
    Problems problems;
    const auto document = parse("b = 1\na = 2\n[z]\n[c]\n", problems);
    ASSERT_NE(document, nullptr);
    std::string keys;
    for (const auto& member : document->root.members) keys += member.key;
    EXPECT_EQ(keys, "bazc");
}

TEST(Document, a5_words_are_escaped_and_short) {
    Problems problems;
    const auto document =
        parse("a = \"\\u001B]0;x\\u0007" + std::string(300, 'y') + "\"", problems);
    ASSERT_NE(document, nullptr);
    const auto words = document->root.find("a")->words();
    EXPECT_TRUE(words.starts_with("\"\\x1B]0;x\\x07yyy")) << words;
    EXPECT_LE(words.size(), 62U);
}

TEST(Document, one_syntax_error_is_one_problem_with_its_place) {
    Problems problems;
    EXPECT_EQ(parse("a = 1\nb = [1, 2\nc = 3\n", problems), nullptr);
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_EQ(problems[0].at.file, "x.toml");
    EXPECT_EQ(problems[0].at.line, 3);
    EXPECT_TRUE(problems[0].text().starts_with("x.toml:3:1: ")) << problems[0].text();
}

class Valid : public testing::TestWithParam<std::string_view> {};

TEST_P(Valid, is_a_document) {
    Problems problems;
    EXPECT_NE(parse(GetParam(), problems), nullptr) << GetParam();
    for (const auto& problem : problems) ADD_FAILURE() << problem.text();
}

INSTANTIATE_TEST_SUITE_P(Table, Valid, testing::ValuesIn(valid_toml));

class Invalid : public testing::TestWithParam<std::string_view> {};

TEST_P(Invalid, f1_is_one_problem_and_no_crash) {
    Problems problems;
    EXPECT_EQ(parse(GetParam(), problems), nullptr) << GetParam();
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_GT(problems[0].at.line, 0);
    EXPECT_FALSE(problems[0].what.empty());
    for (const char c : problems[0].what) EXPECT_TRUE(c >= 0x20 && c <= 0x7E) << problems[0].what;
}

INSTANTIATE_TEST_SUITE_P(Table, Invalid, testing::ValuesIn(invalid_toml));

/// Any text gives either a document or exactly one problem.
void expect_calm(const std::string& text) {
    Problems problems;
    const auto document = parse(text, problems);
    EXPECT_EQ(problems.size(), document == nullptr ? 1U : 0U) << text;
}

TEST(Document, f1_every_sample_cut_anywhere_is_calm) {
    for (const auto sample : valid_toml)
        for (std::size_t size = 0; size < sample.size(); ++size)
            expect_calm(std::string{sample.substr(0, size)});
}

TEST(Document, f1_every_sample_with_one_byte_changed_is_calm) {
    constexpr std::string_view hostile{"[]{}\"'.=,#\n\r\\\0\x7F\xC3\xFF", 17};
    for (const auto sample : valid_toml)
        for (std::size_t at = 0; at < sample.size(); ++at) {
            std::string text{sample};
            text[at] = hostile[at % hostile.size()];
            expect_calm(text);
            text.erase(at, 1);
            expect_calm(text);
        }
}

}  // namespace
}  // namespace mailwatchd::config
