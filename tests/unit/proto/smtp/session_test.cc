#include "proto/smtp/session.h"

#include "unit/proto/scripts.h"

#include <gtest/gtest.h>

namespace mailwatchd::smtp {
namespace {

using namespace mailwatchd::test;
using model::Upgrade;

const Act ehlo = hears("EHLO probe.example.net");
const Act helo = hears("HELO probe.example.net");
const Act quit = hears("QUIT");
const Act hello = says("220 mx.example.org ESMTP\r\n");
const Act bye = says("221 bye\r\n");

struct Case {
    const char* name;
    Script script;
    const char* end;
    int greeting_code = 220;
    int helo_code = 0;
    const char* before = "unknown";
    Upgrade upgrade = Upgrade::not_tried;
    const char* after = "unknown";
};

const Case cases[] = {
    {"plain", {hello, ehlo, says("250 mx\r\n"), quit, bye}, "finished", 220, 250, "known"},
    {"auth_in_the_clear",
     {hello, ehlo, says("250-mx\r\n250-SIZE\r\n250 AUTH PLAIN login\r\n"), quit, bye},
     "finished",
     220,
     250,
     "known|SIZE|AUTH PLAIN login+PLAIN+LOGIN"},
    {"old_auth_form",
     {hello, ehlo, says("250-mx\r\n250 AUTH=LOGIN PLAIN\r\n"), quit, bye},
     "finished",
     220,
     250,
     "known|AUTH=LOGIN PLAIN+LOGIN+PLAIN"},
    {"both_auth_forms",
     {hello, ehlo, says("250-mx\r\n250-AUTH LOGIN\r\n250-AUTH=LOGIN\r\n250 auth=NTLM\r\n"), quit,
      bye},
     "finished",
     220,
     250,
     "known|AUTH LOGIN|AUTH=LOGIN|auth=NTLM+LOGIN+NTLM"},
    {"lower_case_starttls",
     {hello, ehlo, says("250-mx\r\n250 starttls\r\n"), hears("STARTTLS"),
      says("454 4.7.0 TLS not available\r\n"), quit, bye},
     "finished",
     220,
     250,
     "known|starttls starttls",
     Upgrade::refused},
    {"starttls_refused_then_polite",
     {hello, ehlo, says("250-mx\r\n250 STARTTLS\r\n"), hears("STARTTLS"), says("502 no\r\n"), quit,
      bye},
     "finished",
     220,
     250,
     "known|STARTTLS starttls",
     Upgrade::refused},
    {"starttls_answered_250_is_no_go_ahead",
     {hello, ehlo, says("250-mx\r\n250 STARTTLS\r\n"), hears("STARTTLS"), says("250 ok\r\n"), quit,
      bye},
     "finished",
     220,
     250,
     "known|STARTTLS starttls",
     Upgrade::refused},
    {"name_of_the_server_is_no_keyword",
     {hello, ehlo, says("250 STARTTLS\r\n"), quit, bye},
     "finished",
     220,
     250,
     "known"},
    {"helo_after_500",
     {hello, ehlo, says("500 what\r\n"), helo, says("250 mx\r\n"), quit, bye},
     "finished",
     220,
     500,
     "known"},
    {"helo_after_502",
     {hello, ehlo, says("502 what\r\n"), helo, says("250 mx\r\n"), quit, bye},
     "finished",
     220,
     502,
     "known"},
    {"p12_helo_refused_too",
     {hello, ehlo, says("502 what\r\n"), helo, says("550 no\r\n"), quit, bye},
     "finished",
     220,
     502},
    {"p12_ehlo_name_refused",
     {hello, ehlo, says("550 5.7.1 bad name\r\n"), quit, bye},
     "finished",
     220,
     550},
    {"p4_ehlo_deferred",
     {hello, ehlo, says("421 later\r\n"), quit, closes()},
     "finished",
     220,
     421},
    {"ehlo_answered_220_is_not_understood",
     {hello, ehlo, says("220 mx\r\n"), quit, bye},
     "finished",
     220,
     220},
    {"P4_421_and_closes", {says("421 too many connections\r\n"), quit, closes()}, "finished", 421},
    {"P4_450_greeting", {says("450 4.3.2 greylisted\r\n"), quit, bye}, "finished", 450},
    {"P4_554_greeting",
     {says("554-mx.example.org\r\n554 blocked\r\n"), quit, bye},
     "finished",
     554},
    {"P4_554_and_resets",
     {says("554 blocked\r\n"), quit, fails(base::Errc::reset)},
     "finished",
     554},
    {"P4_554_and_silence",
     {says("554 blocked\r\n"), quit, fails(base::Errc::timed_out)},
     "greeted timed_out",
     554},
    {"p4_postscreen_greets_and_then_refuses",
     {says("220-mx.example.org ESMTP\r\n"), says("521 5.7.1 blocked\r\n"), quit, closes()},
     "finished",
     521},
    {"p4_postscreen_greets_and_then_defers",
     {says("220-mx.example.org ESMTP\r\n421 4.3.2 later\r\n"), quit, closes()},
     "finished",
     421},
    {"p3_first_line_and_silence",
     {says("220-mx.example.org\r\n"), fails(base::Errc::timed_out)},
     "connected timed_out",
     0},
    {"p3_first_line_and_closes", {says("220-mx.example.org\r\n"), closes()}, "connected reset", 0},
    {"p9_nntp", {says("200 news.example.org\r\n")}, "connected malformed", 0},
    {"P9_354_is_no_greeting", {says("354 go\r\n")}, "connected malformed", 0},
    {"p9_ftp",
     {says("220 (vsFTPd 3.0.5)\r\n"), ehlo, says("530 login first\r\n"), quit, bye},
     "connected malformed",
     220,
     530},
    {"p9_ftp_that_knows_no_ehlo",
     {says("220 FTP ready\r\n"), ehlo, says("500 ?\r\n"), helo, says("500 ?\r\n"), quit, bye},
     "connected malformed",
     220,
     500},
    {"host_that_is_called_ftp",
     {says("220 FTP.example.org\r\n"), ehlo, says("250 mx\r\n"), quit, bye},
     "finished",
     220,
     250,
     "known"},
    {"answers_differ_in_code",
     {hello, ehlo, says("250-mx\r\n250-STARTTLS\r\n550 no\r\n"), quit, bye},
     "finished",
     220,
     550},
    {"p12_ehlo_421_about_our_name",
     {hello, ehlo, says("421 Your EHLO is not matching your DNS\r\n"), quit, closes()},
     "finished refused",
     220,
     421},
    {"p12_ehlo_421_that_repeats_our_name",
     {hello, ehlo, says("421 probe.example.net, not today\r\n"), quit,
      fails(base::Errc::timed_out)},
     "capabilities refused",
     220,
     421},
    {"t6_cut_in_an_answer",
     {hello, ehlo, says("250-mx\r\n250-STARTTLS\r\n"), closes()},
     "greeted reset"},
    {"goodbye_garbled",
     {hello, ehlo, says("250 mx\r\n"), quit, says("what\r\n")},
     "finished",
     220,
     250,
     "known"},
    {"ehlo_refused_inside_tls",
     {hello, ehlo, says("250-mx\r\n250 STARTTLS\r\n"), hears("STARTTLS"), says("220 go\r\n"), tls(),
      ehlo, says("550 no\r\n"), quit, bye},
     "finished",
     220,
     250,
     "known|STARTTLS starttls",
     Upgrade::done},
    {"starttls_offered_inside_tls_is_not_taken",
     {hello, ehlo, says("250-mx\r\n250 STARTTLS\r\n"), hears("STARTTLS"), says("220 go\r\n"), tls(),
      ehlo, says("250-mx\r\n250 STARTTLS\r\n"), quit, bye},
     "finished",
     220,
     250,
     "known|STARTTLS starttls",
     Upgrade::done,
     "known|STARTTLS starttls"},
};

class SmtpSession : public testing::TestWithParam<Case> {};

TEST_P(SmtpSession, tells_the_facts) {
    const auto& row = GetParam();
    const auto played = play(model::smtp, row.script);
    const auto& session = played.session;
    EXPECT_TRUE(played.ended);
    EXPECT_TRUE(played.on_script) << dump(played);
    EXPECT_EQ(end_of(played), row.end);
    EXPECT_EQ(session.greeting_code, row.greeting_code);
    EXPECT_EQ(session.greeting_refuses, row.greeting_code >= 400);
    EXPECT_EQ(session.helo_code, row.helo_code);
    EXPECT_EQ(dump(session.before_tls), row.before);
    EXPECT_EQ(session.upgrade, row.upgrade);
    EXPECT_EQ(dump(session.after_tls), row.after);
    EXPECT_EQ(dump(play(model::smtp, row.script, 1)), dump(played));
}

INSTANTIATE_TEST_SUITE_P(Table, SmtpSession, testing::ValuesIn(cases),
                         [](const auto& row) { return row.param.name; });

/// P3: an endless greeting is cut by its number of lines.
TEST(SmtpGreeting, p3_endless) {
    std::string endless;
    for (int i = 0; i < 1000; ++i) endless += "220-wait\r\n";
    const auto played = play(model::smtp, {says(endless)});
    EXPECT_EQ(end_of(played), "connected malformed");
    EXPECT_EQ(played.session.greeting.size(), model::greeting_bytes_max);
    EXPECT_TRUE(played.commands.empty());
}

TEST(SmtpGreeting, p5_is_kept_raw_and_in_full) {
    using namespace std::string_literals;
    const auto greeting = "220-mx \x1b[31m\0\xff\r\n220 a\rb"s;
    const auto played =
        play(model::smtp, {says(greeting + "\r\n"), ehlo, says("250 mx\r\n"), quit, bye});
    EXPECT_EQ(played.session.greeting, greeting);
    EXPECT_EQ(end_of(played), "finished");
}

/// RFC 5321 §4.3.1 and postscreen: a client that sends before the greeting's last line is treated
/// as a spammer.
TEST(SmtpGreeting, nothing_is_said_before_its_last_line) {
    const auto machine = make_session(endpoint(model::smtp), our_name);
    machine->received("220-mx.example.org\r\n220-");
    EXPECT_EQ(machine->next().kind, proto::Step::Kind::read);
    machine->received("\r\n220 now\r\n");
    EXPECT_EQ(machine->next().bytes, "EHLO probe.example.net\r\n");
}

TEST(SmtpCapabilities, mechanisms_are_bounded_and_of_harmless_letters) {
    std::string answer =
        "250-mx\r\n250-AUTH PLAIN pl\xc3\xa4in X\x1b[1m AAAAAAAAAAAAAAAAAAAAA PLAIN\r\n250 AUTH";
    for (int i = 0; i < 100; ++i) answer += " M" + std::to_string(i);
    const auto played = play(model::smtp, {hello, ehlo, says(answer + "\r\n"), quit, bye});
    const auto& mechanisms = played.session.before_tls.mechanisms;
    ASSERT_EQ(mechanisms.size(), 32U);
    EXPECT_EQ(mechanisms[0], "PLAIN");
    EXPECT_EQ(mechanisms[1], "M0");
}

}  // namespace
}  // namespace mailwatchd::smtp
