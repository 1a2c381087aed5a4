#include "proto/line_reader.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace mailwatchd::proto {
namespace {

using Status = LineReader::Status;

std::vector<std::string> lines_of(std::string_view bytes, std::size_t piece) {
    LineReader reader;
    std::vector<std::string> lines;
    while (!bytes.empty()) {
        EXPECT_TRUE(reader.feed(bytes.substr(0, piece)));
        bytes.remove_prefix(std::min(piece, bytes.size()));
        for (auto line = reader.pop(); line.status != Status::need_more; line = reader.pop()) {
            lines.push_back(line.status == Status::line ? line.raw : "over limit");
            if (line.status == Status::over_limit) return lines;
        }
    }
    return lines;
}

struct Case {
    const char* name;
    std::string bytes;
    std::vector<std::string> lines;
};

const Case cases[] = {
    {"crlf", "a\r\nb\r\n", {"a\r\n", "b\r\n"}},
    {"p5_bare_lf_ends_a_line", "a\nb\n", {"a\n", "b\n"}},
    {"p5_bare_cr_does_not", "a\rb\r\n", {"a\rb\r\n"}},
    {"p5_nul_and_high_bytes_stay", std::string{"a\0\xff\n", 4}, {std::string{"a\0\xff\n", 4}}},
    {"p1_longest_line",
     std::string(line_bytes_max, 'x') + "\n",
     {std::string(line_bytes_max, 'x') + "\n"}},
    {"p1_longer_line", std::string(line_bytes_max + 1, 'x') + "\n", {"over limit"}},
    {"p1_no_line_end", std::string(line_bytes_max + 1, 'x'), {"over limit"}},
    {"unfinished", "abc", {}},
};

class LineReaderTest : public testing::TestWithParam<Case> {};

TEST_P(LineReaderTest, splits_the_same_whatever_the_pieces) {
    for (const std::size_t piece : {std::size_t{1}, std::size_t{2}, std::size_t{7}, read_bytes_max})
        EXPECT_EQ(lines_of(GetParam().bytes, piece), GetParam().lines) << piece;
}

INSTANTIATE_TEST_SUITE_P(Table, LineReaderTest, testing::ValuesIn(cases),
                         [](const auto& row) { return row.param.name; });

TEST(LineReaderLimits, p3_a_reply_has_at_most_so_many_lines) {
    std::string bytes;
    for (std::size_t i = 0; i <= reply_lines_max; ++i) bytes += "x\n";
    const auto lines = lines_of(bytes, read_bytes_max);
    ASSERT_EQ(lines.size(), reply_lines_max + 1);
    EXPECT_EQ(lines.back(), "over limit");
}

TEST(LineReaderLimits, p1_a_reply_has_at_most_so_many_bytes) {
    std::string bytes;
    for (int i = 0; i < 17; ++i) bytes += std::string(2000, 'x') + "\n";
    const auto lines = lines_of(bytes, read_bytes_max);
    ASSERT_EQ(lines.size(), 17U);  // 16 × 2001 fit into 32 KiB.
    EXPECT_EQ(lines.back(), "over limit");
}

TEST(LineReaderLimits, a_new_reply_starts_again) {
    LineReader reader;
    for (std::size_t i = 0; i < 3 * reply_lines_max; ++i) {
        ASSERT_TRUE(reader.feed("x\n"));
        ASSERT_EQ(reader.pop().status, Status::line);
        reader.begin_reply();
    }
}

TEST(LineReaderLimits, p1_refuses_bytes_that_do_not_fit) {
    LineReader reader;
    EXPECT_TRUE(reader.feed(std::string(unread_bytes_max, 'x')));
    EXPECT_FALSE(reader.feed("x"));
    EXPECT_EQ(reader.unread().size(), unread_bytes_max);
}

TEST(LineReaderLimits, skipped_bytes_may_hold_line_ends_and_come_in_pieces) {
    LineReader reader;
    reader.skip(4);
    ASSERT_TRUE(reader.feed("a\n"));
    EXPECT_EQ(reader.pop().status, Status::need_more);
    ASSERT_TRUE(reader.feed("b\nrest\n"));
    EXPECT_EQ(reader.pop().raw, "rest\n");
}

}  // namespace
}  // namespace mailwatchd::proto
