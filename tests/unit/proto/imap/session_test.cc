#include "proto/imap/session.h"

#include "unit/proto/scripts.h"

#include <gtest/gtest.h>

namespace mailwatchd::imap {
namespace {

using namespace mailwatchd::test;
using model::Upgrade;

const Act ask = hears("a1 CAPABILITY");
const Act starttls = hears("a2 STARTTLS");
const Act logout = hears("z LOGOUT");
const Act hello = says("* OK ready\r\n");
const Act bye = says("* BYE see you\r\nz OK bye\r\n");
const Act offers = says("* CAPABILITY IMAP4rev1 STARTTLS\r\na1 OK\r\n");
constexpr const char* offered = "known|IMAP4rev1|STARTTLS starttls";

struct Case {
    const char* name;
    Script script;
    const char* end;
    const char* before = "unknown";
    Upgrade upgrade = Upgrade::not_tried;
    const char* after = "unknown";
    bool refuses = false;
    bool preauth = false;
};

const Case cases[] = {
    {"plain",
     {hello, ask, says("* CAPABILITY IMAP4rev1 AUTH=PLAIN AUTH=LOGIN\r\na1 OK\r\n"), logout, bye},
     "finished",
     "known|IMAP4rev1|AUTH=PLAIN|AUTH=LOGIN+PLAIN+LOGIN"},
    {"login_disabled",
     {hello, ask, says("* CAPABILITY IMAP4rev1 LOGINDISABLED\r\na1 OK\r\n"), logout, bye},
     "finished",
     "known|IMAP4rev1|LOGINDISABLED login_disabled"},
    {"command_wins_over_greeting",
     {says("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi\r\n"), ask,
      says("* CAPABILITY IMAP4rev1\r\na1 OK\r\n"), logout, bye},
     "finished",
     "known|IMAP4rev1"},
    {"greeting_counts_where_command_fails",
     {says("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi\r\n"), ask, says("a1 NO\r\n"), logout, bye},
     "finished",
     "known|IMAP4rev1|AUTH=PLAIN+PLAIN"},
    {"capability_in_the_tagged_answer",
     {hello, ask, says("a1 OK [CAPABILITY IMAP4rev1] done\r\n"), logout, bye},
     "finished",
     "known|IMAP4rev1"},
    {"no_capabilities_at_all", {hello, ask, says("a1 OK done\r\n"), logout, bye}, "finished"},
    {"command_refused", {hello, ask, says("a1 BAD what\r\n"), logout, bye}, "finished"},
    {"p8_untagged_bad_is_an_answer",
     {hello, ask, says("* BAD no tag\r\n"), logout, bye},
     "finished"},
    {"unasked_data_is_passed_over",
     {hello, ask, says("* OK still here\r\n* 3 EXISTS\r\n* CAPABILITY X\r\na1 OK\r\n"), logout,
      bye},
     "finished",
     "known|X"},
    {"starttls_refused",
     {hello, ask, offers, starttls, says("a2 NO later\r\n"), logout, bye},
     "finished",
     offered,
     Upgrade::refused},
    {"starttls_bad",
     {hello, ask, offers, starttls, says("a2 BAD what\r\n"), logout, bye},
     "finished",
     offered,
     Upgrade::refused},
    {"p7_capabilities_with_the_go_ahead_are_in_the_clear",
     {hello, ask, offers, starttls,
      says("* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\na2 OK [CAPABILITY AUTH=PLAIN] go\r\n"), tls(),
      hears("a3 CAPABILITY"), says("a3 NO\r\n"), logout, bye},
     "finished",
     offered,
     Upgrade::done},
    {"p8_preauth_is_not_upgraded",
     {says("* PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] hi\r\n"), ask, offers, logout, bye},
     "finished",
     offered,
     {},
     "unknown",
     false,
     true},
    {"p8_bye_greeting",
     {says("* BYE too many\r\n"), logout, closes()},
     "finished",
     "unknown",
     {},
     "unknown",
     true},
    {"p8_bye_and_stays",
     {says("* BYE too many\r\n"), logout, bye},
     "finished",
     "unknown",
     {},
     "unknown",
     true},
    {"p8_bad_greeting", {says("* BAD hi\r\n")}, "connected malformed"},
    {"p8_no_greeting", {says("* NO hi\r\n")}, "connected malformed"},
    {"data_is_no_greeting", {says("* CAPABILITY IMAP4rev1\r\n")}, "connected malformed"},
    {"tagged_is_no_greeting", {says("a1 OK hi\r\n")}, "connected malformed"},
    {"bye_in_the_middle", {hello, ask, says("* BYE shutting down\r\n"), closes()}, "greeted reset"},
    {"foreign_tag", {hello, ask, says("b7 OK\r\n"), logout}, "greeted malformed"},
    {"continuation", {hello, ask, says("+ go on\r\n"), logout}, "greeted malformed"},
    {"goodbye_garbled", {hello, ask, says("a1 OK\r\n"), logout, says("what?\r\n")}, "finished"},
    {"p8_literal_of_4_gb",
     {hello, ask, says("* CAPABILITY {4294967295}\r\n"), logout},
     "greeted malformed"},
    {"p8_literal_over_the_limit",
     {hello, ask, says("* LIST {4097}\r\n"), logout},
     "greeted malformed"},
    {"p8_literal_is_passed_over",
     {hello, ask, says("* LIST {9}\r\na1 OK x\r\n () {4+}\r\n\r\n\r\n\r\na1 OK\r\n"), logout, bye},
     "finished"},
};

class ImapSession : public testing::TestWithParam<Case> {};

TEST_P(ImapSession, tells_the_facts) {
    const auto& row = GetParam();
    const auto played = play(model::imap, row.script);
    const auto& session = played.session;
    EXPECT_TRUE(played.ended);
    EXPECT_TRUE(played.on_script) << dump(played);
    EXPECT_EQ(end_of(played), row.end);
    EXPECT_EQ(dump(session.before_tls), row.before);
    EXPECT_EQ(session.upgrade, row.upgrade);
    EXPECT_EQ(dump(session.after_tls), row.after);
    EXPECT_EQ(session.greeting_refuses, row.refuses);
    EXPECT_EQ(session.preauth, row.preauth);
    EXPECT_EQ(dump(play(model::imap, row.script, 1)), dump(played));
}

INSTANTIATE_TEST_SUITE_P(Table, ImapSession, testing::ValuesIn(cases),
                         [](const auto& row) { return row.param.name; });

/// P8: repeated literals of the allowed size still end at the limit of a reply.
TEST(ImapLiterals, p8_count_for_the_reply) {
    std::string flood;
    for (int i = 0; i < 20; ++i) flood += "* LIST {4096}\r\n" + std::string(4096, 'x') + "\r\n";
    const auto played = play(model::imap, {hello, ask, says(flood), logout});
    EXPECT_EQ(end_of(played), "greeted malformed");
}

}  // namespace
}  // namespace mailwatchd::imap
