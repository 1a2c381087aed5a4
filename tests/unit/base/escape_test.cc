#include "base/escape.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

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

}  // namespace
}  // namespace mailwatchd::base
