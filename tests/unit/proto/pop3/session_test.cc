#include "proto/pop3/session.h"

#include "proto/pop3/capabilities.h"
#include "unit/proto/scripts.h"

#include <gtest/gtest.h>

namespace mailwatchd::pop3 {
namespace {

using namespace mailwatchd::test;
using model::Upgrade;

const Act capa = hears("CAPA");
const Act quit = hears("QUIT");
const Act bare = says("+OK hello\r\n");
const Act named = says("+OK POP3 ready\r\n");
const Act bye = says("+OK bye\r\n");
const Act nothing = says("+OK\r\n.\r\n");

struct Case {
    const char* name;
    Script script;
    const char* end;
    const char* before = "unknown";
    Upgrade upgrade = Upgrade::not_tried;
    const char* after = "unknown";
    bool refuses = false;
    bool apop = false;
};

const Case cases[] = {
    {"capa_proves_a_bare_ok", {bare, capa, nothing, quit, bye}, "finished", "known"},
    {"bare_ok_without_words", {says("+OK\r\n"), capa, nothing, quit, bye}, "finished", "known"},
    {"capa_unknown_proves_too",
     {bare, capa, says("-ERR unknown command\r\n"), quit, bye},
     "finished"},
    {"p9_bare_ok_then_garbage",
     {bare, capa, says("HTTP/1.1 400 Bad Request\r\n")},
     "connected malformed"},
    {"p9_echo", {bare, capa, says("CAPA\r\n")}, "connected malformed"},
    {"p9_bare_ok_then_closes", {bare, capa, closes()}, "connected reset"},
    {"p9_bare_ok_and_an_endless_answer",
     {bare, capa, says(std::string(2000, '\n') + ".\r\n")},
     "connected malformed"},
    {"p9_plus_ok_glued", {says("+OKAY\r\n")}, "connected malformed"},
    {"p9_lower_case", {says("+ok POP3\r\n")}, "connected malformed"},
    {"greeting_names_itself", {named, capa, closes()}, "greeted reset"},
    {"dovecot_names_itself",
     {says("+OK Dovecot ready.\r\n"), capa, says("?\r\n"), quit},
     "greeted malformed"},
    {"clear_login",
     {bare, capa, says("+OK list\r\nUSER\r\nSASL PLAIN LOGIN\r\n.\r\n"), quit, bye},
     "finished",
     "known|USER|SASL PLAIN LOGIN+PLAIN+LOGIN user"},
    {"lower_case_keywords",
     {bare, capa, says("+OK\r\nuser\r\nsasl plain\r\n.\r\n"), quit, bye},
     "finished",
     "known|user|sasl plain+PLAIN user"},
    {"dot_stuffed",
     {bare, capa, says("+OK\r\n..\r\n.USER\r\n.\r\n"), quit, bye},
     "finished",
     "known|.|USER user"},
    {"implementation_kept",
     {bare, capa, says("+OK\r\nIMPLEMENTATION Shlemazle-1.0\r\n.\r\n"), quit, bye},
     "finished",
     "known|IMPLEMENTATION Shlemazle-1.0"},
    {"stls_refused",
     {bare, capa, says("+OK\r\nSTLS\r\n.\r\n"), hears("STLS"), says("-ERR no\r\n"), quit, bye},
     "finished",
     "known|STLS starttls",
     Upgrade::refused},
    {"stls_garbled",
     {bare, capa, says("+OK\r\nSTLS\r\n.\r\n"), hears("STLS"), says("220 go\r\n"), quit},
     "capabilities malformed",
     "known|STLS starttls",
     Upgrade::unanswered},
    {"no_capa_inside_tls",
     {bare, capa, says("+OK\r\nSTLS\r\n.\r\n"), hears("STLS"), says("+OK\r\n"), tls(), capa,
      says("-ERR\r\n"), quit, bye},
     "finished",
     "known|STLS starttls",
     Upgrade::done},
    {"p4_refusing_greeting",
     {says("-ERR too many\r\n"), quit, bye},
     "finished",
     "unknown",
     {},
     "unknown",
     true},
    {"p4_refuses_and_closes",
     {says("-ERR too many\r\n"), quit, closes()},
     "connected refused",
     "unknown",
     {},
     "unknown",
     true},
    {"p4_refuses_and_speaks_nonsense",
     {says("-ERR\r\n"), quit, says("221 bye\r\n")},
     "connected refused",
     "unknown",
     {},
     "unknown",
     true},
    {"p4_names_itself_and_refuses",
     {says("-ERR POP3 server full\r\n"), quit, closes()},
     "finished",
     "unknown",
     {},
     "unknown",
     true},
    {"apop",
     {says("+OK <1896.6971@pop.example.org>\r\n"), capa, nothing, quit, bye},
     "finished",
     "known",
     {},
     "unknown",
     false,
     true},
    {"t6_capa_cut", {bare, capa, says("+OK\r\nSTLS\r\n"), closes()}, "connected reset"},
};

class Pop3Session : public testing::TestWithParam<Case> {};

TEST_P(Pop3Session, tells_the_facts) {
    const auto& row = GetParam();
    const auto played = play(model::pop3, row.script);
    const auto& session = played.session;
    EXPECT_TRUE(played.ended);
    EXPECT_TRUE(played.on_script) << dump(played);
    EXPECT_EQ(end_of(played), row.end);
    EXPECT_EQ(dump(session.before_tls), row.before);
    EXPECT_EQ(session.upgrade, row.upgrade);
    EXPECT_EQ(dump(session.after_tls), row.after);
    EXPECT_EQ(session.greeting_refuses, row.refuses);
    EXPECT_EQ(session.apop, row.apop);
    EXPECT_EQ(dump(play(model::pop3, row.script, 1)), dump(played));
}

INSTANTIATE_TEST_SUITE_P(Table, Pop3Session, testing::ValuesIn(cases),
                         [](const auto& row) { return row.param.name; });

TEST(Pop3Greeting, apop_stamp) {
    for (const auto* const yes :
         {"+OK <1.2@a>", "+OK ready <1896.697170952@pop.example.org>", "+OK <a@b> x"})
        EXPECT_TRUE(has_apop_stamp(yes)) << yes;
    for (const auto* const no : {"+OK", "+OK <", "+OK <>", "+OK <@>", "+OK <a@>", "+OK <@a>",
                                 "+OK <a b@c>", "+OK <a@b", "+OK <ab>", "+OK a@b>"})
        EXPECT_FALSE(has_apop_stamp(no)) << no;
}

TEST(Pop3Greeting, every_beginning_of_a_status_may_be_one) {
    for (const std::string_view line : {"+OK hi", "-ERR no", "+OK\r", "-ERR\r"})
        for (std::size_t size = 1; size <= line.size(); ++size)
            EXPECT_TRUE(may_be_status(line.substr(0, size))) << line.substr(0, size);
    for (const std::string_view other : {"2", "+X", "+OKx", "-OK", "-ERRx", "* OK", "\x16"})
        EXPECT_FALSE(may_be_status(other)) << other;
}

}  // namespace
}  // namespace mailwatchd::pop3
