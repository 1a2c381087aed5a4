// Envelopes up to RCPT: every way in which a server can answer or stop. failures A3, A7, P4, P12.
#include "series_script.h"

namespace mailwatchd::smtp {
namespace {

using namespace mailwatchd::test;

struct Row {
    const char* name;
    Script script;
    const char* expected;
    SeriesTerms terms = {};
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
     {hello, ehlo, plain, mail_a, ok, rcpt_a, says("421 4.7.0 go away\r\n"), quit, closes()},
     "turned_away: a blocked 250/421, b none 0/0"},
    {"P4_421_at_rset",
     {hello, ehlo, plain, mail_a, ok, rcpt_a, denied, rset, says("421 bye\r\n"), quit, closes()},
     "turned_away: a refused 250/554, b none 0/0"},
    {"p4_421_greeting", {says("421 busy\r\n"), quit, bye}, "deferred: a none 0/0, b none 0/0"},
    {"p4_421_greeting_that_names_a_list",
     {says("421 blocked using bl.example\r\n"), quit, bye},
     "deferred: a none 0/0, b none 0/0"},
    {"p4_postscreen_greets_and_then_refuses",
     {says("220-mx.example.org ESMTP\r\n521 5.7.1 blocked using bl.example\r\n"), quit, bye},
     "turned_away: a none 0/0, b none 0/0"},
    {"p12_greeting_about_our_name",
     {says("554 5.7.1 cannot find your reverse hostname\r\n"), quit, bye},
     "prober_identity: a none 0/0, b none 0/0"},
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
    {"p12_ehlo_421_about_our_name",
     {hello, ehlo, says("421 Your EHLO is not matching your DNS\r\n"), quit, closes()},
     "prober_identity: a none 0/0, b none 0/0"},
    {"p12_ehlo_that_repeats_our_name",
     {hello, ehlo, says("421 probe.example.net: not today\r\n"), quit, closes()},
     "prober_identity: a none 0/0, b none 0/0"},
    {"p12_ehlo_421_about_connections",
     {hello, ehlo, says("421 too many connections\r\n"), quit, closes()},
     "deferred: a none 0/0, b none 0/0"},
    {"codes_differ_in_an_answer",
     {hello, ehlo, plain, mail_a, says("250-2.1.0 Ok\r\n550 5.7.1 no\r\n"), rset, ok, mail_b, ok,
      rcpt_b, says("550-no\r\n250 yes\r\n"), rset, ok, quit, bye},
     "finished: a refused 550/0, b accepted 250/250"},
    {"the_servers_name_is_no_block_text",
     {says("220 barracuda1 ESMTP\r\n"), ehlo, plain, mail_a, ok, rcpt_a,
      says("554 barracuda1: relaying denied\r\n"), rset, ok, mail_b, denied, rset, ok, quit, bye},
     "finished: a refused 250/554, b refused 554/0"},
    {"session_limit_at_rcpt",
     {hello, ehlo, plain, mail_a, ok, rcpt_a, denied, rset, ok, mail_b, ok, rcpt_b,
      says("421 4.7.0 too many errors\r\n"), quit, closes()},
     "finished: a refused 250/554, b none 0/0"},
    {"session_limit_at_rset",
     {hello, ehlo, plain, mail_a, ok, rcpt_a, denied, rset, says("421 too many errors\r\n"), quit,
      closes()},
     "finished: a refused 250/554, b none 0/0"},
    {"session_limit_in_a_reply_to_syntax",
     {hello, ehlo, plain, mail_a, ok, rcpt_a,
      says("501-<canary@example.net>: domain literals not allowed\r\n"
           "501 Too many syntax or protocol errors\r\n"),
      quit, closes()},
     "finished: a none 0/0, b none 0/0"},
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
     "finished: a refused 554/0, b refused 554/0"},
    {"tls_offered_and_not_taken",
     {hello, ehlo, with_tls, mail_a, denied, rset, ok, mail_b, denied, rset, ok, quit, bye},
     "finished: a refused 554/0, b refused 554/0",
     {.tls = false}},
    {"tls_demanded_and_not_on_offer",
     {hello, ehlo, plain, mail_a, says("530 5.7.0 Must issue a STARTTLS command first\r\n"), quit,
      bye},
     "no_tls: a none 530/0, b none 0/0"},
    {"tls_demanded_in_other_words_at_rcpt",
     {hello, ehlo, plain, mail_a, ok, rcpt_a, says("451 5.7.3 TLS is required\r\n"), quit, bye},
     "no_tls: a none 250/451, b none 0/0"},
    {"tls_refused_and_not_needed",
     {hello, ehlo, with_tls, starttls, says("454 no\r\n"), mail_a, denied, rset, ok, mail_b, denied,
      rset, ok, quit, bye},
     "finished: a refused 554/0, b refused 554/0"},
    {"tls_refused_and_demanded",
     {hello, ehlo, with_tls, starttls, says("454 no\r\n"), mail_a,
      says("451 5.7.3 STARTTLS is required to send mail\r\n"), quit, bye},
     "no_tls: a none 451/0, b none 0/0"},
    {"tls_refused_with_421",
     {hello, ehlo, with_tls, starttls, says("421 no\r\n"), quit, closes()},
     "no_tls: a none 0/0, b none 0/0"},
    {"tls_fails",
     {hello, ehlo, with_tls, starttls, go, tls_fails()},
     "no_tls: a none 0/0, b none 0/0"},
    {"tls_that_never_comes",
     {hello, ehlo, with_tls, starttls, fails(base::Errc::timed_out)},
     "no_tls: a none 0/0, b none 0/0"},
    {"tls_cancelled_by_us",
     {hello, ehlo, with_tls, starttls, fails(base::Errc::cancelled)},
     "broken: a none 0/0, b none 0/0"},
    {"354_is_no_answer",
     {hello, ehlo, plain, mail_a, ok, rcpt_a, says("354 go on\r\n"), quit, bye},
     "broken: a none 250/354, b none 0/0"},
    {"no_smtp", {says("SSH-2.0-OpenSSH\r\n"), closes()}, "ungreeted: a none 0/0, b none 0/0"},
    {"silent", {}, "ungreeted: a none 0/0, b none 0/0"},
};

class SeriesTalk : public testing::TestWithParam<Row> {};

TEST_P(SeriesTalk, goes) {
    const auto& [name, script, expected, terms] = GetParam();
    const auto outcome = run(script, whole, terms);
    EXPECT_EQ(dump(outcome), expected);
    EXPECT_TRUE(outcome.played.on_script);
    expect_manners(outcome);
    for (const std::size_t piece : {std::size_t{1}, std::size_t{5}})
        EXPECT_EQ(dump(run(script, piece, terms)), expected) << "pieces of " << piece;
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
            const auto outcome = run(cut, whole, GetParam().terms);
            SCOPED_TRACE("act " + std::to_string(acts));
            expect_manners(outcome);
            for (const auto& one : outcome.cases)
                EXPECT_EQ(one.answer == model::Answer::accepted, one.rcpt.is_positive());
            // Only a limit that the server names leaves cases unanswered.
            const bool has_limit = std::string_view{GetParam().name}.starts_with("session_limit");
            if (outcome.end == model::SeriesEnd::finished && !has_limit) {
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

TEST(SeriesTls, says_what_became_of_it) {
    const auto refused = run({hello, ehlo, with_tls, starttls, says("454 4.7.0 no\r\n"), mail_a,
                              denied, rset, ok, mail_b, denied, rset, ok, quit, bye});
    EXPECT_EQ(refused.tls_failure, "STARTTLS: 454 4.7.0 no");
    EXPECT_FALSE(refused.may_go_on_in_clear) << "it did already";
    const auto failed = run({hello, ehlo, with_tls, starttls, go, tls_fails()});
    EXPECT_TRUE(failed.may_go_on_in_clear);
    const auto demanded =
        run({hello, ehlo, plain, mail_a, says("530 STARTTLS first\r\n"), quit, bye});
    EXPECT_EQ(demanded.tls_failure, "");
    EXPECT_FALSE(demanded.may_go_on_in_clear);
}

}  // namespace
}  // namespace mailwatchd::smtp
