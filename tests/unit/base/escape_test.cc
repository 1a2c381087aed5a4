#include "base/escape.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <type_traits>

namespace mailwatchd::base {
namespace {

const std::string two_hundred(200, 'a');
const std::string two_hundred_one(201, 'a');
const std::string cut(two_hundred.substr(3) + "...");
const std::string zeros(100, '\0');

struct Row {
    const char* name;
    std::string_view raw;
    std::string_view shown;
};

const Row rows[] = {
    {"empty", "", ""},
    {"plain", "220 mx.example.org ESMTP ~!@#", "220 mx.example.org ESMTP ~!@#"},
    {"backslash", "a\\x41", "a\\\\x41"},
    {"terminal_title", "\x1B]0;owned\x07", "\\x1B]0;owned\\x07"},
    {"forged_log_line", "ok\r\nNov 22 root: all is well", "ok\\x0D\\x0ANov 22 root: all is well"},
    {"right_to_left",
     "a\xE2\x80\xAE"
     "b",
     "a\\xE2\\x80\\xAE"
     "b"},
    {"invalid_utf8", "\xFF\xFE", "\\xFF\\xFE"},
    {"c1",
     "\x9B"
     "31m",
     "\\x9B"
     "31m"},
    {"nul", {"a\0b", 3}, "a\\x00b"},
    {"delete", "\x7F", "\\x7F"},
    {"tab", "a\tb", "a\\x09b"},
    {"html_stays", "<b>{{x}}</b> =1+1 *", "<b>{{x}}</b> =1+1 *"},
    {"just_fits", two_hundred, two_hundred},
    {"too_long", two_hundred_one, cut},
};

class Escape : public testing::TestWithParam<Row> {};

TEST_P(Escape, a5_a6_shows) { EXPECT_EQ(escape(GetParam().raw), GetParam().shown); }

INSTANTIATE_TEST_SUITE_P(Table, Escape, testing::ValuesIn(rows),
                         [](const auto& row) { return row.param.name; });

/// Whether `shown` consists of whole characters and whole escapes.
bool is_whole(std::string_view shown) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    while (!shown.empty()) {
        if (shown.front() != '\\') {
            shown.remove_prefix(1);
        } else if (shown.starts_with("\\\\")) {
            shown.remove_prefix(2);
        } else {
            if (shown.size() < 4 || shown[1] != 'x' || hex.find(shown[2]) == hex.npos ||
                hex.find(shown[3]) == hex.npos)
                return false;
            shown.remove_prefix(4);
        }
    }
    return true;
}

TEST(Escape, a5_whatever_comes_is_printable_bounded_and_whole) {
    std::mt19937 random{7};
    std::uniform_int_distribution<int> byte{0, 255};
    std::uniform_int_distribution<std::size_t> length{0, 90};
    for (int round = 0; round < 20000; ++round) {
        std::string raw(length(random), '\0');
        for (auto& c : raw)
            c = static_cast<char>(round % 2 == 0 ? byte(random) : byte(random) % 64 + 64);
        const auto max = length(random);
        const auto shown = escape(raw, max);
        ASSERT_TRUE(std::ranges::all_of(shown, [](char c) { return c >= 0x20 && c <= 0x7E; }));
        ASSERT_LE(shown.size(), max) << max;
        ASSERT_TRUE(is_whole(shown)) << shown;
    }
}

TEST(Escape, cuts_before_an_escape) {
    EXPECT_EQ(escape("ab\xFF\xFF", 8), "ab...");
    EXPECT_EQ(escape("ab\xFF\xFF", 9), "ab\\xFF...");
    EXPECT_EQ(escape("ab\xFF\xFF", 10), "ab\\xFF\\xFF");
    EXPECT_EQ(escape(zeros, 7), "\\x00...");
}

TEST(Escape, a_limit_too_small_for_the_mark_is_kept) {
    EXPECT_EQ(escape("abcdef", 0), "");
    EXPECT_EQ(escape("abcdef", 2), "..");
    EXPECT_EQ(escape("ab", 2), "ab");
}

struct Printable {
    const char* name;
    std::string_view text;
    std::string_view shown;
};

const Printable printables[] = {
    {"empty", "", ""},
    {"own_words",
     "RFC 5321 \xC2\xA7"
     "4.2 \xE2\x80\xA6 \xF0\x9F\x93\xA7",
     "RFC 5321 \xC2\xA7"
     "4.2 \xE2\x80\xA6 \xF0\x9F\x93\xA7"},
    {"escaped_before", "a\\x1B[31m\\\\", "a\\x1B[31m\\\\"},
    {"terminal", "\x1B[31m", "\\x1B[31m"},
    {"line", "a\r\nb",
     "a\\x0D\\x0A"
     "b"},
    {"tab_and_delete", "\t\x7F", "\\x09\\x7F"},
    {"nul", {"a\0b", 3}, "a\\x00b"},
    {"c1_raw", "\x9B", "\\x9B"},
    {"c1_in_utf8", "\xC2\x9B", "\\xC2\\x9B"},
    {"right_to_left", "\xE2\x80\xAE", "\\xE2\\x80\\xAE"},
    {"isolates", "\xE2\x81\xA6\xE2\x81\xA9", "\\xE2\\x81\\xA6\\xE2\\x81\\xA9"},
    {"marks", "\xD8\x9C\xE2\x80\x8F", "\\xD8\\x9C\\xE2\\x80\\x8F"},
    {"line_separator", "\xE2\x80\xA8", "\\xE2\\x80\\xA8"},
    {"tag", "\xF3\xA0\x81\xA5", "\\xF3\\xA0\\x81\\xA5"},
    {"no_utf8", "\xFF\xC0\x80", "\\xFF\\xC0\\x80"},
    {"too_long_a_form", "\xE0\x80\x9B", "\\xE0\\x80\\x9B"},
    {"surrogate", "\xED\xA0\x80", "\\xED\\xA0\\x80"},
    {"beyond_unicode", "\xF4\x90\x80\x80", "\\xF4\\x90\\x80\\x80"},
    {"cut_off", "\xE2\x80", "\\xE2\\x80"},
};

class LastStep : public testing::TestWithParam<Printable> {};

TEST_P(LastStep, a5_a6_makes_printable_what_is_still_raw) {
    const auto once = printable(GetParam().text).text();
    EXPECT_EQ(once, GetParam().shown);
    EXPECT_EQ(printable(once).text(), once);
    EXPECT_EQ(printable(escape(GetParam().text)).text(), escape(GetParam().text));
    EXPECT_EQ(printable_lines("a\n" + std::string{GetParam().text} + "\n").substr(0, 2), "a\n");
}

INSTANTIATE_TEST_SUITE_P(Table, LastStep, testing::ValuesIn(printables),
                         [](const auto& row) { return row.param.name; });

TEST(SafeTexts, is_made_of_our_own_words_and_of_escaped_input) {
    const SafeText text = "unknown \"" + shown("\x1B") + "\", " + shown(std::size_t{3}) + " more";
    EXPECT_EQ(text.text(), "unknown \"\\x1B\", 3 more");
    static_assert(!std::is_convertible_v<std::string, SafeText>);
    static_assert(!std::is_convertible_v<std::string_view, SafeText>);
    static_assert(!std::is_convertible_v<const char*, SafeText>);
    static_assert(!std::is_convertible_v<char(&)[8], SafeText>);
}

}  // namespace
}  // namespace mailwatchd::base
