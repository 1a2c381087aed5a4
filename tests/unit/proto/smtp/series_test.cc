// Envelopes up to RCPT: every way in which a server can answer or stop. failures A3, A7, P4, P12.
#include "proto/smtp/series.h"

#include "unit/proto/script.h"

#include <gtest/gtest.h>

#include <set>

namespace mailwatchd::smtp {
namespace {

using namespace mailwatchd::test;

const Act hello = says("220 mx.example.org ESMTP\r\n");
const Act ehlo = hears("EHLO probe.example.net");
const Act plain = says("250 mx\r\n");
const Act with_tls = says("250-mx\r\n250 STARTTLS\r\n");
const Act starttls = hears("STARTTLS");
const Act go = says("220 go\r\n");
const Act mail_a = hears("MAIL FROM:<>");
const Act rcpt_a = hears("RCPT TO:<canary@example.net>");
const Act mail_b = hears("MAIL FROM:<probe@example.net>");
const Act rcpt_b = hears("RCPT TO:<@example.org:canary@example.net>");
const Act rset = hears("RSET");
const Act ok = says("250 2.0.0 Ok\r\n");
const Act denied = says("554 5.7.1 Relay access denied\r\n");
const Act quit = hears("QUIT");
const Act bye = says("221 bye\r\n");

std::vector<model::SeriesCase> envelopes() {
    model::SeriesCase a;
    a.name = "a";
    a.recipient = "canary@example.net";
    model::SeriesCase b;
    b.name = "b";
    b.sender = "probe@example.net";
    b.recipient = "@example.org:canary@example.net";
    return {a, b};
}

struct Outcome {
    Played played;
    std::vector<model::SeriesCase> cases;
    model::SeriesEnd end{};
    model::SmtpReply last_words;
};

Outcome run(const Script& script, std::size_t piece = whole, bool tls_first = false) {
    Series series{endpoint(model::smtp), our_name, envelopes(), tls_first};
    Outcome outcome;
    outcome.played = Player{script, piece}.play(series);
    outcome.cases = series.cases();
    outcome.end = series.end();
    outcome.last_words = series.last_words();
    return outcome;
}

/// "finished: a accepted 250/250, b refused 250/554".
std::string dump(const Outcome& outcome) {
    std::string text{name(outcome.end)};
    for (const auto& one : outcome.cases)
        text.append(&one == outcome.cases.data() ? ": " : ", ")
            .append(one.name)
            .append(" ")
            .append(name(one.answer))
            .append(" ")
            .append(std::to_string(one.mail.code) + '/' + std::to_string(one.rcpt.code));
    return text;
}

/// What must never be sent (failure A7): DATA, BDAT, AUTH, VRFY, EXPN.
void expect_manners(const Outcome& outcome) {
    const std::set<std::string> verbs{"EHLO", "HELO", "STARTTLS", "MAIL", "RCPT", "RSET", "QUIT"};
    EXPECT_TRUE(outcome.played.ended);
    std::size_t recipients = 0;
    for (const auto& command : outcome.played.commands) {
        const auto verb = command.substr(0, command.find(' '));
        EXPECT_TRUE(verbs.contains(verb)) << "A7: " << command;
        EXPECT_EQ(command.find_first_of("\r\n"), std::string::npos);
        if (verb == "RCPT") ++recipients;
    }
    EXPECT_LE(recipients, session_recipients_max);
}

struct Row {
    const char* name;
    Script script;
    const char* expected;
    bool tls_first = false;
};

const Row rows[] = {
    {"both_refused_at_rcpt",
     {hello, ehlo, plain, mail_a, ok, rcpt_a, denied, rset, ok, mail_b, ok, rcpt_b, denied, rset,
      ok, quit, bye},
     "finished: a refused 250/554, b refused 250/554"},
    {"accepted_and_taken_back",
     {hello, ehlo, plain, mail_a, ok, rcpt_a, ok, rset, ok, mail_b, ok, rcpt_b, ok, rset, ok, quit,
      bye},
     "finished: a accepted 250/250, b accepted 250/250"},
    {"refused_at_mail",
     {hello, ehlo, plain, mail_a, denied, rset, ok, mail_b, says("501 5.1.7 bad sender\r\n"), rset,
      ok, quit, bye},
     "finished: a refused 554/0, b refused 501/0"},
    {"wants_a_login",
     {hello, ehlo, plain, mail_a, says("530 5.7.0 Authentication required\r\n"), rset, ok, mail_b,
      ok, rcpt_b, says("550 5.7.1 Please authenticate first\r\n"), rset, ok, quit, bye},
     "finished: a needs_auth 530/0, b needs_auth 250/550"},
    {"deferred",
     {hello, ehlo, plain, mail_a, ok, rcpt_a, says("450 4.2.0 Greylisted\r\n"), rset, ok, mail_b,
      says("451 later\r\n"), rset, ok, quit, bye},
     "finished: a deferred 250/450, b deferred 451/0"},
    {"multi_line_replies",
     {hello, ehlo, plain, mail_a, says("250-2.1.0 a\r\n250 2.1.0 b\r\n"), rcpt_a,
      says("550-5.7.1 no\r\n550 5.7.1 relaying\r\n"), rset, ok, mail_b, denied, rset, ok, quit,
      bye},
     "finished: a refused 250/550, b refused 554/0"},
    {"rset_unknown",
     {hello, ehlo, plain, mail_a, ok, rcpt_a, denied, rset, says("502 no\r\n"), mail_b, ok, rcpt_b,
      denied, rset, says("502 no\r\n"), quit, bye},
     "finished: a refused 250/554, b refused 250/554"},
    {"helo_where_ehlo_is_unknown",
     {hello, ehlo, says("500 what\r\n"), hears("HELO probe.example.net"), plain, mail_a, denied,
      rset, ok, mail_b, denied, rset, ok, quit, bye},
     "finished: a refused 554/0, b refused 554/0"},
    {"leaves_after_the_last_answer",
     {hello, ehlo, plain, mail_a, ok, rcpt_a, denied, rset, ok, mail_b, ok, rcpt_b, denied, rset,
      closes()},
     "finished: a refused 250/554, b refused 250/554"},
    {"P4_421_at_rcpt",
     {hello, ehlo, plain, mail_a, ok, rcpt_a, says("421 4.7.0 too many errors\r\n"), quit,
      closes()},
     "turned_away: a blocked 250/421, b none 0/0"},
    {"P4_421_at_rset",
     {hello, ehlo, plain, mail_a, ok, rcpt_a, denied, rset, says("421 bye\r\n"), quit, closes()},
     "turned_away: a refused 250/554, b none 0/0"},
    {"P4_421_greeting", {says("421 busy\r\n"), quit, bye}, "turned_away: a none 0/0, b none 0/0"},
    {"P4_554_greeting", {says("554 no\r\n"), quit, bye}, "turned_away: a none 0/0, b none 0/0"},
    {"P4_450_greeting", {says("450 later\r\n"), quit, bye}, "deferred: a none 0/0, b none 0/0"},
    {"block_text_at_mail",
     {hello, ehlo, plain, mail_a, says("550 5.7.1 blocked using zen.spamhaus.org\r\n"), quit, bye},
     "turned_away: a blocked 550/0, b none 0/0"},
    {"p12_ehlo_refused",
     {hello, ehlo, says("550 5.7.1 who are you\r\n"), quit, bye},
     "prober_identity: a none 0/0, b none 0/0"},
    {"p12_ehlo_421",
     {hello, ehlo, says("421 no\r\n"), quit, closes()},
     "turned_away: a none 0/0, b none 0/0"},
    {"p12_ehlo_deferred",
     {hello, ehlo, says("451 later\r\n"), quit, bye},
     "deferred: a none 0/0, b none 0/0"},
    {"p12_helo_minded_at_rcpt",
     {hello, ehlo, plain, mail_a, ok, rcpt_a, says("450 4.7.1 <x>: Helo command rejected\r\n"),
      quit, bye},
     "prober_identity: a blocked 250/450, b none 0/0"},
    {"tls_first",
     {hello, ehlo, with_tls, starttls, go, tls(), ehlo, plain, mail_a, denied, rset, ok, mail_b,
      denied, rset, ok, quit, bye},
     "finished: a refused 554/0, b refused 554/0",
     true},
    {"tls_first_where_none_is_on_offer",
     {hello, ehlo, plain, mail_a, denied, rset, ok, mail_b, denied, rset, ok, quit, bye},
     "finished: a refused 554/0, b refused 554/0",
     true},
    {"tls_offered_and_not_wanted",
     {hello, ehlo, with_tls, mail_a, denied, rset, ok, mail_b, denied, rset, ok, quit, bye},
     "finished: a refused 554/0, b refused 554/0"},
    {"tls_when_the_server_asks_for_it",
     {hello,    ehlo,   with_tls, mail_a, says("530 5.7.0 Must issue a STARTTLS command first\r\n"),
      starttls, go,     tls(),    ehlo,   plain,
      mail_a,   denied, rset,     ok,     mail_b,
      denied,   rset,   ok,       quit,   bye},
     "finished: a refused 554/0, b refused 554/0"},
    {"tls_asked_for_and_not_on_offer",
     {hello, ehlo, plain, mail_a, says("530 5.7.0 Must issue a STARTTLS command first\r\n"), rset,
      ok, mail_b, denied, rset, ok, quit, bye},
     "finished: a needs_auth 530/0, b refused 554/0"},
    {"tls_refused",
     {hello, ehlo, with_tls, starttls, says("454 no\r\n"), quit, bye},
     "no_tls: a none 0/0, b none 0/0",
     true},
    {"tls_fails",
     {hello, ehlo, with_tls, starttls, go, tls_fails()},
     "no_tls: a none 0/0, b none 0/0",
     true},
    {"354_is_no_answer",
     {hello, ehlo, plain, mail_a, ok, rcpt_a, says("354 go on\r\n"), quit, bye},
     "broken: a none 250/354, b none 0/0"},
    {"no_smtp", {says("SSH-2.0-OpenSSH\r\n"), closes()}, "ungreeted: a none 0/0, b none 0/0"},
    {"silent", {}, "ungreeted: a none 0/0, b none 0/0"},
};

class SeriesTalk : public testing::TestWithParam<Row> {};

TEST_P(SeriesTalk, goes) {
    const auto& [name, script, expected, tls_first] = GetParam();
    const auto outcome = run(script, whole, tls_first);
    EXPECT_EQ(dump(outcome), expected);
    EXPECT_TRUE(outcome.played.on_script);
    expect_manners(outcome);
    for (const std::size_t piece : {std::size_t{1}, std::size_t{5}})
        EXPECT_EQ(dump(run(script, piece, tls_first)), expected) << "pieces of " << piece;
}

/// However the peer stops, the machine ends, stays polite, and concludes nothing without a reply.
TEST_P(SeriesTalk, stops_at_every_step) {
    const std::vector<Script> endings{{closes()},
                                      {fails(base::Errc::reset)},
                                      {fails(base::Errc::timed_out)},
                                      {fails(base::Errc::cancelled)},
                                      {says("\r\n"), closes()},
                                      {says("421 bye\r\n"), closes()},
                                      {says(std::string(100'000, 'x')), closes()}};
    const auto& script = GetParam().script;
    for (std::size_t acts = 0; acts < script.size(); ++acts) {
        for (const auto& ending : endings) {
            Script cut{script.begin(), script.begin() + static_cast<std::ptrdiff_t>(acts)};
            cut.insert(cut.end(), ending.begin(), ending.end());
            const auto outcome = run(cut, whole, GetParam().tls_first);
            SCOPED_TRACE("act " + std::to_string(acts));
            expect_manners(outcome);
            for (const auto& one : outcome.cases)
                EXPECT_EQ(one.answer == model::Answer::accepted, one.rcpt.is_positive());
            if (outcome.end == model::SeriesEnd::finished) {
                EXPECT_NE(outcome.cases.back().answer, model::Answer::none);
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(rows, SeriesTalk, testing::ValuesIn(rows),
                         [](const auto& row) { return std::string{row.param.name}; });

TEST(SeriesEnds, keep_the_last_words) {
    const auto outcome =
        run({hello, ehlo, plain, mail_a, says("550 5.7.1 blocked using bl.example\r\n")});
    EXPECT_EQ(outcome.last_words.line(), "550 5.7.1 blocked using bl.example");
    EXPECT_EQ(outcome.last_words.enhanced, "5.7.1");
}

}  // namespace
}  // namespace mailwatchd::smtp
