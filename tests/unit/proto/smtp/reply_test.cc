#include "proto/smtp/reply.h"

#include <gtest/gtest.h>

namespace mailwatchd::smtp {
namespace {

using Status = ReplyParser::Status;

struct Case {
    const char* name;
    std::vector<std::string> lines;
    Status last;  ///< Of the last line; the earlier ones need more.
    int code = 0;
    std::vector<std::string> texts = {};
};

const Case cases[] = {
    {"one_line", {"220 mx.example.org"}, Status::complete, 220, {"mx.example.org"}},
    {"code_alone", {"220"}, Status::complete, 220, {""}},
    {"code_and_space", {"250 "}, Status::complete, 250, {""}},
    {"p3_first_of_several", {"220-mx.example.org"}, Status::need_more},
    {"several", {"250-a", "250-", "250 c"}, Status::complete, 250, {"a", "", "c"}},
    {"code_alone_ends_several", {"250-a", "250"}, Status::complete, 250, {"a", ""}},
    {"p5_raw_bytes", {"554 \x1b]0;x\x07\xff\r!"}, Status::complete, 554, {"\x1b]0;x\x07\xff\r!"}},
    {"p4_the_last_of_several_codes_counts",
     {"220-mx.example.org", "220-wait", "521 go away"},
     Status::complete,
     521,
     {"go away"}},
    {"lines_of_the_last_code",
     {"220-mx.example.org", "550-go", "550 away"},
     Status::complete,
     550,
     {"go", "away"}},
    {"a_first_line_of_another_code_needs_more", {"250-a", "451-b"}, Status::need_more},
    {"second_line_is_text", {"250-a", "hello"}, Status::malformed},
    {"empty", {""}, Status::malformed},
    {"two_digits", {"22"}, Status::malformed},
    {"four_digits", {"2200 x"}, Status::malformed},
    {"first_digit_1", {"120 x"}, Status::malformed},
    {"first_digit_6", {"620 x"}, Status::malformed},
    {"second_digit_6", {"260 x"}, Status::malformed},
    {"no_space", {"220mx"}, Status::malformed},
    {"tab", {"220\tmx"}, Status::malformed},
    {"leading_space", {" 220 mx"}, Status::malformed},
    {"p9_http", {"HTTP/1.1 400 Bad Request"}, Status::malformed},
    {"p9_ssh", {"SSH-2.0-OpenSSH_9.2"}, Status::malformed},
    {"p9_pop3", {"+OK ready"}, Status::malformed},
    {"p9_imap", {"* OK ready"}, Status::malformed},
};

class SmtpReply : public testing::TestWithParam<Case> {};

TEST_P(SmtpReply, is_assembled) {
    const auto& row = GetParam();
    ReplyParser parser;
    for (std::size_t i = 0; i + 1 < row.lines.size(); ++i)
        ASSERT_EQ(parser.add(row.lines[i]), Status::need_more);
    ASSERT_EQ(parser.add(row.lines.back()), row.last);
    if (row.last != Status::complete) return;
    const auto reply = parser.take();
    EXPECT_EQ(reply.code, row.code);
    EXPECT_EQ(reply.lines, row.texts);
}

INSTANTIATE_TEST_SUITE_P(Table, SmtpReply, testing::ValuesIn(cases),
                         [](const auto& row) { return row.param.name; });

TEST(SmtpReplyParser, starts_again_after_take) {
    ReplyParser parser;
    ASSERT_EQ(parser.add("250 a"), Status::complete);
    parser.take();
    ASSERT_EQ(parser.add("220 b"), Status::complete);
    EXPECT_EQ(parser.take().lines, std::vector<std::string>{"b"});
}

TEST(SmtpReplyParser, every_beginning_of_a_reply_may_be_one) {
    for (const std::string_view reply : {"220 mx", "550-", "421\r"})
        for (std::size_t size = 1; size <= reply.size(); ++size)
            EXPECT_TRUE(may_be_reply(reply.substr(0, size))) << reply.substr(0, size);
    for (const std::string_view other : {"6", "29", "22x", "220x", "220\rx", "\x16\x03", "+"})
        EXPECT_FALSE(may_be_reply(other)) << other;
}

}  // namespace
}  // namespace mailwatchd::smtp
