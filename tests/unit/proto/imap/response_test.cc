#include "proto/imap/response.h"

#include "unit/proto/script.h"

#include <gtest/gtest.h>

namespace mailwatchd::imap {
namespace {

using Kind = Response::Kind;

struct Case {
    const char* name;
    std::string_view line;
    Kind kind;
    Condition condition = Condition::none;
    std::string_view text = {};
    std::string_view tag = {};
};

const Case cases[] = {
    {"greeting", "* OK ready", Kind::untagged, Condition::ok, "ready"},
    {"any_case", "* ok ready", Kind::untagged, Condition::ok, "ready"},
    {"code", "* OK [CAPABILITY IMAP4rev1] x", Kind::untagged, Condition::ok,
     "[CAPABILITY IMAP4rev1] x"},
    {"preauth", "* PREAUTH hi", Kind::untagged, Condition::preauth, "hi"},
    {"bye", "* BYE", Kind::untagged, Condition::bye, ""},
    {"data", "* CAPABILITY IMAP4rev1", Kind::untagged, Condition::none, "CAPABILITY IMAP4rev1"},
    {"tagged", "a1 OK done", Kind::tagged, Condition::ok, "done", "a1"},
    {"tagged_bad", "a1 BAD", Kind::tagged, Condition::bad, "", "a1"},
    {"tagged_data", "a1 FETCH", Kind::malformed},
    {"continuation", "+ go on", Kind::continuation},
    {"continuation_alone", "+", Kind::continuation},
    {"empty", "", Kind::malformed},
    {"star_alone", "*", Kind::malformed},
    {"tag_alone", "a1", Kind::malformed},
    {"http", "HTTP/1.1 400 Bad Request", Kind::malformed},
    {"pop3", "+OK ready", Kind::malformed},
    {"tag_too_long", "aaaaaaaaaaaaaaaaa OK done", Kind::malformed},
};

class ImapResponse : public testing::TestWithParam<Case> {};

TEST_P(ImapResponse, is_parsed) {
    const auto& row = GetParam();
    const auto response = parse_response(row.line);
    ASSERT_EQ(response.kind, row.kind);
    if (row.kind == Kind::malformed || row.kind == Kind::continuation) return;
    EXPECT_EQ(response.condition, row.condition);
    EXPECT_EQ(response.text, row.text);
    EXPECT_EQ(response.tag, row.tag);
}

INSTANTIATE_TEST_SUITE_P(Table, ImapResponse, testing::ValuesIn(cases),
                         [](const auto& row) { return row.param.name; });

TEST(ImapLiteral, p8_is_announced_at_the_end_of_a_line) {
    EXPECT_EQ(announced_literal("* X {12}"), 12U);
    EXPECT_EQ(announced_literal("* X {12+}"), 12U);
    EXPECT_EQ(announced_literal("* X {4294967295}"), 4294967295U);
    EXPECT_EQ(announced_literal("* X {99999999999999999999999}"), SIZE_MAX);
    for (const auto* const none :
         {"* X {12} ", "* X {}", "* X {-1}", "* X {1x}", "* X 12}", "}", "{", "{+}", ""})
        EXPECT_FALSE(announced_literal(none).has_value()) << none;
}

TEST(ImapLiteral, p8_text_of_a_status_response_has_none) {
    EXPECT_FALSE(parse_response("* OK see {12}").literal.has_value());
    EXPECT_EQ(parse_response("* LIST {12}").literal, 12U);
}

TEST(ImapCapabilities, are_read_from_data_and_code) {
    EXPECT_EQ(
        test::dump(*parse_capabilities("CAPABILITY IMAP4rev1 starttls LOGINDISABLED AUTH=plain")),
        "known|IMAP4rev1|starttls|LOGINDISABLED|AUTH=plain+PLAIN starttls login_disabled");
    EXPECT_EQ(test::dump(*parse_capabilities("[CAPABILITY IMAP4rev1 AUTH=X] STARTTLS")),
              "known|IMAP4rev1|AUTH=X+X");
    EXPECT_EQ(test::dump(*parse_capabilities("[CAPABILITY IMAP4rev1")), "known|IMAP4rev1");
    EXPECT_FALSE(parse_capabilities("[ALERT] CAPABILITY").has_value());
    EXPECT_FALSE(parse_capabilities("CAPABILITYS").has_value());
    EXPECT_FALSE(parse_capabilities("[").has_value());
    EXPECT_FALSE(parse_capabilities("").has_value());
}

TEST(ImapCapabilities, p1_are_bounded) {
    std::string many = "CAPABILITY";
    for (int i = 0; i < 1000; ++i) many += " AUTH=M" + std::to_string(i);
    const auto capabilities = parse_capabilities(many);
    EXPECT_EQ(capabilities->lines.size(), 128U);
    EXPECT_EQ(capabilities->mechanisms.size(), 32U);
}

TEST(ImapGreeting, every_beginning_of_a_greeting_may_be_one) {
    for (const std::string_view line : {"* OK hi", "* preauth x", "* BYE\r"})
        for (std::size_t size = 1; size <= line.size(); ++size)
            EXPECT_TRUE(may_be_greeting(line.substr(0, size))) << line.substr(0, size);
    for (const std::string_view other : {"2", "*x", "* N", "* OKx ", "a1 OK", "\x16"})
        EXPECT_FALSE(may_be_greeting(other)) << other;
}

}  // namespace
}  // namespace mailwatchd::imap
