#include "config/scan.h"

#include "config/document.h"

#include <gtest/gtest.h>

namespace mailwatchd::config {
namespace {

std::string times(std::string_view what, int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += what;
    return text;
}

// Named, because clang-format 14 crashes on a comma inside a row's expression.
std::string open(int count) { return times("[", count); }
std::string close(int count) { return times("]", count); }
std::string dots(int count) { return times(".a", count); }
const std::string braces = times("{a=", 100000);
const std::string pairs = times("[],", 10000);
const std::string spaced_dots = times(" . 'x'", 100000);
const std::string dotted_keys = times("a.b.c = 1\n", 1000);
const std::string fractions = times("1.5, ", 1000);
const std::string many_points = times(".", 100);
const std::string fits(file_bytes_max, '#');
const std::string fits_not(file_bytes_max + 1, '#');

struct Row {
    const char* name;
    std::string text;
    int line;  ///< 0: nothing is wrong.
    int column;
    const char* what;
};

const Row rows[] = {
    {"empty", "", 0, 0, ""},
    {"deepest_array", "a = " + open(16) + close(16), 0, 0, ""},
    {"array_too_deep", "a = " + open(17), 1, 21, "nest"},
    {"bomb_of_brackets", "\na = " + open(1000000), 2, 21, "nest"},
    {"bomb_of_braces", "a = " + braces, 1, 53, "nest"},
    {"wide_is_not_deep", "a = [" + pairs + "]", 0, 0, ""},
    {"longest_dotted_key", "a" + dots(15) + " = 1", 0, 0, ""},
    {"dotted_key_too_long", "a" + dots(16) + " = 1", 1, 32, "nest"},
    {"bomb_of_dots", "a" + dots(1000000) + " = 1", 1, 32, "nest"},
    {"bomb_of_dots_spaced", "a" + spaced_dots + " = 1", 1, 93, "nest"},
    {"bomb_of_header_dots", "[a" + dots(100000) + "]", 1, 33, "nest"},
    {"bomb_of_inline_dots", "a = {b" + dots(100000) + " = 1}", 1, 37, "nest"},
    {"many_dotted_keys", dotted_keys, 0, 0, ""},
    {"many_fractions", "a = [" + fractions + "]", 0, 0, ""},
    {"brackets_in_text", "a = \"" + open(100) + "\"", 0, 0, ""},
    {"brackets_in_literal", "a = '" + open(100) + "'", 0, 0, ""},
    {"brackets_in_long_text", "a = \"\"\"\n" + open(100) + "\"\"\"", 0, 0, ""},
    {"brackets_in_comment", "# \"" + open(100) + "\na = 1", 0, 0, ""},
    {"dots_in_text", "\"" + many_points + "\" = 1", 0, 0, ""},
    {"after_escaped_quote", "a = \"\\\"\"\nb = " + open(17), 2, 21, "nest"},
    {"after_backslash", "a = \"\\\\\"\nb = " + open(17), 2, 21, "nest"},
    {"after_literal_backslash", "a = '\\'\nb = " + open(17), 2, 21, "nest"},
    {"after_long_text", "a = \"\"\"x\"\"\"\"\"\nb = " + open(17), 2, 21, "nest"},
    {"after_empty_text", "a = \"\"\nb = " + open(17), 2, 21, "nest"},
    {"after_comment_quote", "# don't\nb = " + open(17), 2, 21, "nest"},
    {"not_utf8", "a = 1\n# \xC3\xA9 \xFF", 2, 5, "UTF-8"},
    {"overlong", "a = \"\xC0\xAF\"", 1, 6, "UTF-8"},
    {"overlong_three", "\xE0\x80\xAF", 1, 1, "UTF-8"},
    {"surrogate", "\xED\xA0\x80", 1, 1, "UTF-8"},
    {"beyond_unicode", "\xF4\x90\x80\x80", 1, 1, "UTF-8"},
    {"cut_code_point", "# \xF0\x9F\x98", 1, 3, "UTF-8"},
    {"last_code_point", "# \xF4\x8F\xBF\xBF", 0, 0, ""},
    {"just_fits", fits, 0, 0, ""},
    {"too_large", fits_not, -1, 0, "large"},
};

class Scan : public testing::TestWithParam<Row> {};

TEST_P(Scan, f1_finds_the_first_fault) {
    const auto& row = GetParam();
    const auto fault = scan(row.text);
    ASSERT_EQ(fault.has_value(), row.line != 0);
    if (!fault) return;
    EXPECT_EQ(fault->line, std::max(row.line, 0));
    EXPECT_EQ(fault->column, row.column);
    EXPECT_NE(fault->what.find(row.what), std::string::npos) << fault->what;

    Problems problems;  // The parser is not called.
    EXPECT_EQ(parse_document(row.text, "x.toml", problems), nullptr);
    EXPECT_EQ(problems.size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Table, Scan, testing::ValuesIn(rows),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace mailwatchd::config
